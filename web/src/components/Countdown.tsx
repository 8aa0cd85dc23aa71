import { useEffect, useRef } from 'react';
import { speakDuration, splitDuration } from '../lib/duration';
import { useServerNow } from '../lib/useServerNow';
import styles from './Countdown.module.css';

/** Days, hours, minutes and seconds until something opens, by the server's clock. */
export function Countdown({ until, onReached }: { until: string; onReached?: () => void }) {
  const target = new Date(until).getTime();
  const remainingMs = Math.max(0, target - useServerNow());
  const parts = splitDuration(remainingMs);

  const reached = useRef<number>(undefined);
  useEffect(() => {
    if (remainingMs > 0 || reached.current === target) return;
    reached.current = target;
    onReached?.();
  }, [remainingMs, target, onReached]);

  return (
    <div role="timer" className={styles.countdown} aria-label={`${speakDuration(remainingMs)} to go`}>
      <Part value={parts.days} unit="days" />
      <Part value={parts.hours} unit="hours" />
      <Part value={parts.minutes} unit="min" />
      <Part value={parts.seconds} unit="sec" />
    </div>
  );
}

function Part({ value, unit }: { value: number; unit: string }) {
  return (
    <span className={styles.part} aria-hidden="true">
      <span className={styles.value}>{String(value).padStart(2, '0')}</span>
      <span className={styles.unit}>{unit}</span>
    </span>
  );
}
