import { useEffect, useRef } from 'react';
import { Icon } from '../../components/Icon';
import { formatClock, speakDuration } from '../../lib/duration';
import { useServerNow } from '../../lib/useServerNow';
import styles from './ShoppingWindow.module.css';

/** How long a fan who was let in may choose. */
export function ShoppingWindow({ endsAt, onEnd }: { endsAt: string | undefined; onEnd: () => void }) {
  const deadline = endsAt === undefined ? Number.POSITIVE_INFINITY : new Date(endsAt).getTime();
  const remainingMs = Math.max(0, deadline - useServerNow());
  const ended = useRef(false);
  useEffect(() => {
    if (remainingMs > 0 || ended.current) return;
    ended.current = true;
    onEnd();
  }, [remainingMs, onEnd]);
  if (endsAt === undefined) return null;
  return (
    <div className={styles.window}>
      <Icon name="clock" />
      <p>
        You are in. Choose your seats within{' '}
        <time role="timer" aria-label={`${speakDuration(remainingMs)} left`}>
          {formatClock(remainingMs)}
        </time>
        ; then there are ten minutes to pay.
      </p>
    </div>
  );
}
