import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import styles from './WaitingRoomPage.module.css';

const anchor = 'proven';

/** Where a fan reads it, from any page. */
export const whatIsProvenAddress = (eventId: string) => `/events/${eventId}/draw#${anchor}`;

/** What docs/fairness.md says to organisers, to a fan: an honest draw is not all that could be asked for. */
export function WhatIsProven() {
  const isAskedFor = useLocation().hash === `#${anchor}`;
  const details = useRef<HTMLDetailsElement>(null);
  // The browser looked for the anchor before the draw was loaded.
  useEffect(() => {
    if (isAskedFor) details.current?.scrollIntoView();
  }, [isAskedFor]);
  return (
    <details className={styles.explain} id={anchor} ref={details} open={isAskedFor}>
      <summary>What this proves, and what it does not</summary>
      <p>A draw that passes the check, against a fingerprint from before the sale, proves:</p>
      <ul className={styles.points}>
        <li>The secret number was chosen before the entries were known.</li>
        <li>Every place follows from number and list. Nobody was moved up or down by hand.</li>
        <li>
          Nobody was dropped silently: a receipt from before the draw whose entry is missing is proof, unless
          its owner left before the draw or shopped with an access code.
        </li>
      </ul>
      <p>It does not prove:</p>
      <ul className={styles.points}>
        <li>
          That every entry is another person. The organiser could enter too, and a person with many browsers,
          or many accounts, has many lots.
        </li>
        <li>
          That nobody tried out entries. Who knows the secret number could; only a public value that nobody
          knew before the list was closed rules that out, where the draw takes one in.
        </li>
        <li>How many seats went to access codes before the draw: the organiser decides that.</li>
        <li>That turns were given in the order of the draw: from outside that shows only in part.</li>
      </ul>
    </details>
  );
}
