import { type CSSProperties, type ReactNode, useEffect, useState } from 'react';
import styles from './Skeleton.module.css';
import { VisuallyHidden } from './VisuallyHidden';

const patienceMs = 150;

/** Grey shapes in the place of what comes. An answer within 150 ms shows none, for a flicker is worse than nothing. */
export function Skeleton({ children, label = 'Loading' }: { children: ReactNode; label?: string }) {
  const [isLate, setIsLate] = useState(false);

  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);

  // Hidden, not absent, so that nothing moves when it appears.
  return (
    <div className={isLate ? styles.shown : styles.waiting} role="status" data-loading="">
      {isLate && <VisuallyHidden>{label}</VisuallyHidden>}
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

type Size = { width?: string; height?: string; radius?: string };

export function SkeletonBlock({ width = '100%', height = '1em', radius = 'var(--radius-s)' }: Size) {
  const style: CSSProperties = { width, height, borderRadius: radius };
  return <div className={styles.block} style={style} />;
}
