import { Skeleton, SkeletonBlock } from '../../components/Skeleton';
import styles from './DiscoveryPage.module.css';

const cards = [0, 1, 2, 3, 4, 5, 6, 7];

export function EventGridSkeleton() {
  return (
    <Skeleton label="Loading events">
      <div className={styles.grid}>
        {cards.map((card) => (
          <SkeletonBlock key={card} height="21.5rem" radius="var(--radius-l)" />
        ))}
      </div>
    </Skeleton>
  );
}
