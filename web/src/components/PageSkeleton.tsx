import styles from './Page.module.css';
import { Skeleton, SkeletonBlock } from './Skeleton';

export function PageSkeleton() {
  return (
    <div className={styles.page}>
      <Skeleton label="Loading the page">
        <SkeletonBlock width="min(24rem, 70%)" height="2.5rem" />
        <br />
        <SkeletonBlock height="12rem" radius="var(--radius-l)" />
      </Skeleton>
    </div>
  );
}
