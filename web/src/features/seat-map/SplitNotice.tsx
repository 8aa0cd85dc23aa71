import { Button } from '../../components/Button';
import styles from './SplitNotice.module.css';

type SplitNoticeProps = { text: string; isBusy: boolean; onLetGo: () => void; onKeep: () => void };

/** The seats that were found are not together: a group decides before its time to pay runs down. */
export function SplitNotice({ text, isBusy, onLetGo, onKeep }: SplitNoticeProps) {
  return (
    <div className={styles.notice}>
      <p>{text}</p>
      <div className={styles.choice}>
        <Button variant="secondary" busy={isBusy} onClick={onLetGo}>
          Let them go
        </Button>
        <Button variant="quiet" onClick={onKeep}>
          Keep them
        </Button>
      </div>
    </div>
  );
}
