import { Link } from 'react-router';
import type { Schemas } from '../../lib/api/client';
import { beaconName } from './beacon';
import type { Kept } from './kept';
import type { QueueStatus } from './store';
import styles from './WaitingRoomPage.module.css';
import { whatIsProvenAddress } from './WhatIsProven';

export function DrawExplained({
  event,
  status,
  kept,
}: {
  event: Schemas['Event'];
  status: QueueStatus;
  kept: Kept | undefined;
}) {
  return (
    <details className={styles.explain}>
      <summary>How the order is made, and how to check it</summary>
      <p>
        Everybody who comes before the sale opens takes part in one draw. Its secret number was fixed
        beforehand: this is its fingerprint (SHA-256). After the draw the number and the list of entries are
        published, and <Link to={`/events/${event.id}/draw`}>anybody can recompute every place</Link>. Who
        comes later queues behind.
        {status.beacon !== undefined &&
          ` The order also takes in a public random value that nobody knows before the list is closed, the organiser included: ${beaconName(status.beacon)}.`}
      </p>
      <p className={styles.code}>{status.commitment}</p>
      {kept?.commitment !== undefined && (
        <p>
          {kept.commitment === status.commitment
            ? 'This browser keeps it, to compare it with the published draw.'
            : `It is another one than this browser was shown before: ${kept.commitment}. Ask the organiser why.`}
        </p>
      )}
      <p>
        <Link to={whatIsProvenAddress(event.id)}>What this proves, and what it does not</Link>
      </p>
      <p>
        Your entry: <span className={styles.code}>{status.entrantId}</span>
      </p>
    </details>
  );
}
