import { type FormEvent, useState } from 'react';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { toast } from '../../components/toasts';
import { toApiError } from '../../lib/api/client';
import styles from './Operator.module.css';
import type { RoomApi, RoomOverview } from './roomApi';
import { failureWords, formatExactTime } from './words';

/** While the draw waits for a beacon: where an operator tells what it has said. */
export function BeaconForm({
  room,
  tell,
  onTold,
}: {
  room: RoomOverview;
  tell: RoomApi['setBeacon'];
  onTold: () => void;
}) {
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  if (room.beacon === undefined || !room.awaitsBeacon) return null;
  const { source, round, waitUntil } = room.beacon;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    if (!/^([0-9a-f]{2}){1,128}$/i.test(value.trim())) {
      setProblem('Enter the value as it was published, in hexadecimal.');
      return;
    }
    setIsBusy(true);
    try {
      await tell(value.trim());
      toast.success('The order is drawn with this value.');
      onTold();
    } catch (thrown) {
      setProblem(failureWords('Not taken', toApiError(thrown)));
    }
    setIsBusy(false);
  }

  return (
    <form className={styles.card} aria-label="Beacon" noValidate onSubmit={(event) => void submit(event)}>
      <h2 className={styles.heading}>The draw waits for its beacon</h2>
      <p>
        The list is closed. The order takes in what {source} says in round {round}; without it the draw goes
        by the seed alone from <time dateTime={waitUntil}>{formatExactTime(Date.parse(waitUntil))}</time> on.
      </p>
      <Field
        label={`Value of round ${round}`}
        name="beacon"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        error={problem}
        hint="Everybody can look it up and check it. It is taken once."
        onChange={(event) => {
          setValue(event.target.value);
          setProblem(undefined);
        }}
      />
      <div className={styles.buttons}>
        <Button type="submit" busy={isBusy}>
          Draw with this value
        </Button>
      </div>
    </form>
  );
}
