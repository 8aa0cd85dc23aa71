import { Button } from '../../components/Button';
import { t } from '../../lib/text';
import { useServerNow } from '../../lib/useServerNow';
import styles from './AskingAgain.module.css';

/** So many ask that the server told this shopper when to come again; the page does it by itself. */
export function AskingAgain({ at, onStop }: { at: number; onStop: () => void }) {
  const seconds = Math.max(1, Math.ceil((at - useServerNow()) / 1_000));
  return (
    <div className={styles.note}>
      <p role="status">Very many people are choosing seats right now. We ask again for you.</p>
      <p className={styles.next}>
        <span aria-hidden="true">
          {t({ one: 'In {count} second', other: 'In {count} seconds' }, { count: seconds })}
        </span>
        <Button variant="quiet" onClick={onStop}>
          Stop asking
        </Button>
      </p>
    </div>
  );
}
