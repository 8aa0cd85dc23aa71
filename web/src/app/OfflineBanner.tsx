import { Icon } from '../components/Icon';
import { useOnline } from '../lib/useOnline';
import styles from './OfflineBanner.module.css';

export function OfflineBanner() {
  const isOnline = useOnline();
  return (
    <div role="status">
      {!isOnline && (
        <p className={styles.banner}>
          <Icon name="offline" />
          You are offline. What you see may be out of date; nothing you entered is lost.
        </p>
      )}
    </div>
  );
}
