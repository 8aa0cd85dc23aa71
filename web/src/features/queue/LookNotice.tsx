import { useEffect, useRef } from 'react';
import { useNavigationType } from 'react-router';
import { ButtonLink } from '../../components/Button';
import styles from './LookNotice.module.css';
import type { QueueStatus } from './store';

/** In the address, so that Back leads away from the seats and a reload does not. */
export const lookQuery = 'look';

export function lookAt(eventId: string): string {
  return `/events/${eventId}?${lookQuery}`;
}

/** Above seats that are only shown: why none can be chosen, and the way to where one can. */
export function LookNotice({ eventId, status }: { eventId: string; status: QueueStatus }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isArriving = useNavigationType() !== 'POP';
  // The link that led here is gone.
  useEffect(() => {
    if (isArriving) heading.current?.focus();
  }, [isArriving]);
  const isQueued = status.status === 'queued';
  return (
    <div className={styles.notice}>
      <div>
        <h2 ref={heading} tabIndex={-1} className={styles.title}>
          Only to look at
        </h2>
        <p>
          {isQueued
            ? 'You choose seats when it is your turn: your place in line is kept.'
            : joinWords(status)}
        </p>
      </div>
      <ButtonLink to={`/events/${eventId}/queue`}>
        {isQueued ? 'Back to the waiting room' : 'Join the waiting room'}
      </ButtonLink>
    </div>
  );
}

function joinWords({ phase }: QueueStatus): string {
  return phase === 'sold_out'
    ? 'Every seat is sold or held now. In the waiting room you can wait for one that comes back.'
    : 'Seats are chosen one fan after the other: join the waiting room, and you choose when it is your turn.';
}
