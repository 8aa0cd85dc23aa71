import { useEffect, useRef, useState } from 'react';
import { classes } from '../lib/classes';
import { formatClock, speakDuration } from '../lib/duration';
import { useServerNow } from '../lib/useServerNow';
import { Icon } from './Icon';
import styles from './ReservationTimer.module.css';
import { VisuallyHidden } from './VisuallyHidden';

const urgentBelowSeconds = 120;
const announcedAtMs = [300_000, 120_000, 60_000, 30_000];

type ReservationTimerProps = {
  /** When the hold ends by the server's clock. */
  expiresAt: Date | string;
  /** Called once a deadline. */
  onExpire: () => void;
};

/** How long the seats stay held. Always the distance to `expiresAt` on the server's clock, so it cannot drift. */
export function ReservationTimer({ expiresAt, onExpire }: ReservationTimerProps) {
  const deadline = new Date(expiresAt).getTime();
  const remainingMs = Math.max(0, deadline - useServerNow());
  // By the seconds that are shown, so that the colour turns with the digits.
  const isUrgent = Math.ceil(remainingMs / 1000) < urgentBelowSeconds;
  const announcement = useAnnouncement(deadline, remainingMs);

  const expired = useRef<number>(undefined);
  useEffect(() => {
    if (remainingMs > 0 || expired.current === deadline) return;
    expired.current = deadline;
    onExpire();
  }, [remainingMs, deadline, onExpire]);

  return (
    <div className={classes(styles.timer, isUrgent && styles.urgent)} data-urgent={isUrgent}>
      <Icon name="clock" />
      <span className={styles.label}>
        {isUrgent ? 'Hurry, your seats are held for' : 'Your seats are held for'}
      </span>
      <time role="timer" className={styles.clock} aria-label={`${speakDuration(remainingMs)} left`}>
        {formatClock(remainingMs)}
      </time>
      <div role="status">
        <VisuallyHidden>{announcement}</VisuallyHidden>
      </div>
    </div>
  );
}

/** What to say aloud: the newest threshold that was passed while somebody was here. */
function useAnnouncement(deadline: number, remainingMs: number): string {
  const [text, setText] = useState('');
  const previous = useRef({ deadline, remainingMs });

  useEffect(() => {
    const before = previous.current;
    previous.current = { deadline, remainingMs };
    if (before.deadline !== deadline) {
      setText('');
      return;
    }
    const passed = announcedAtMs.findLast((at) => before.remainingMs > at && remainingMs <= at);
    if (passed !== undefined) setText(`Your seats are held for another ${speakDuration(passed)}.`);
  }, [deadline, remainingMs]);

  return text;
}
