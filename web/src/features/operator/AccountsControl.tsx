import { Button } from '../../components/Button';
import { toast } from '../../components/toasts';
import { toApiError } from '../../lib/api/client';
import styles from './Operator.module.css';
import type { RoomOverview } from './roomApi';
import type { RoomWatch } from './roomWatch';
import { failureWords } from './words';

/** Whether places are for accounts alone: to be changed until the first fan joins, as that settles who may come. */
export function AccountsControl({
  room,
  isBusy,
  adjust,
}: {
  room: RoomOverview;
  isBusy: boolean;
  adjust: RoomWatch['adjust'];
}) {
  const isSettled = room.waiting + room.active + room.admitted + room.abandoned > 0;

  async function set(accountsOnly: boolean) {
    try {
      await adjust({ accountsOnly });
      toast.success(
        accountsOnly ? 'Places are for accounts alone, one each.' : 'Everybody may join, signed in or not.',
      );
    } catch (problem) {
      toast.error(failureWords('Nothing was changed', toApiError(problem)));
    }
  }

  return (
    <section className={styles.card} aria-label="Who may join">
      <h2 className={styles.heading}>Who may join</h2>
      <p>
        {room.accountsOnly
          ? 'Who is signed in: one place for each account.'
          : 'Everybody: one place for each browser.'}
      </p>
      {isSettled ? (
        <p className={styles.soft}>Somebody has joined, so this is settled.</p>
      ) : (
        <div className={styles.buttons}>
          <Button variant="secondary" busy={isBusy} onClick={() => void set(!room.accountsOnly)}>
            {room.accountsOnly ? 'Let everybody join' : 'Ask for accounts'}
          </Button>
        </div>
      )}
    </section>
  );
}
