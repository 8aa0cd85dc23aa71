import { Icon } from '../../components/Icon';
import styles from './SaleNotice.module.css';

/** Says that seats may have changed unseen, while the server cannot ask its store. */
export function StaleNotice({ isStale }: { isStale: boolean }) {
  if (!isStale) return null;
  return (
    <div className={styles.notice} role="status">
      <Icon name="warning" />
      <p>
        <strong>These seats may be out of date.</strong> Nothing can be reserved for a moment; this page goes
        on by itself.
      </p>
    </div>
  );
}
