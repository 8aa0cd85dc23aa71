import { type RefObject, useEffect, useRef } from 'react';
import { Icon } from '../../components/Icon';
import { VisuallyHidden } from '../../components/VisuallyHidden';
import { classes } from '../../lib/classes';
import { useHoldTime } from '../../lib/config';
import { formatClock, speakDuration } from '../../lib/duration';
import { useServerNow } from '../../lib/useServerNow';
import styles from './ShoppingWindow.module.css';

/** The last chance to reserve, in time to do it. */
const urgentBelowMs = 120_000;

/** How long a fan who was let in may choose. Stays in view as long as the seats are. */
export function ShoppingWindow({
  ref,
  endsAt,
  onEnd,
}: {
  ref?: RefObject<HTMLDivElement | null>;
  endsAt: string | undefined;
  onEnd: () => void;
}) {
  const deadline = endsAt === undefined ? Number.POSITIVE_INFINITY : new Date(endsAt).getTime();
  const remainingMs = Math.max(0, deadline - useServerNow());
  const isUrgent = remainingMs <= urgentBelowMs;
  const holdTime = useHoldTime();
  const ended = useRef(false);
  useEffect(() => {
    if (remainingMs > 0 || ended.current) return;
    ended.current = true;
    onEnd();
  }, [remainingMs, onEnd]);
  if (endsAt === undefined) return null;
  return (
    <div ref={ref} tabIndex={-1} className={classes(styles.window, isUrgent && styles.urgent)}>
      <Icon name="clock" />
      <div>
        <p>
          You are in. Choose your seats within{' '}
          <time role="timer" className={styles.clock} aria-label={`${speakDuration(remainingMs)} left`}>
            {formatClock(remainingMs)}
          </time>
        </p>
        <p className={styles.note}>
          {isUrgent
            ? `Reserve them now: then you have ${holdTime} to pay.`
            : `Then you have ${holdTime} to pay.`}
        </p>
      </div>
      <div role="status">
        <VisuallyHidden>
          {isUrgent && 'Less than two minutes are left to choose and reserve your seats.'}
        </VisuallyHidden>
      </div>
    </div>
  );
}
