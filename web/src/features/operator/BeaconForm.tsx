import { type FormEvent, useState } from 'react';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { toast } from '../../components/toasts';
import { type Schemas, toApiError } from '../../lib/api/client';
import styles from './Operator.module.css';
import type { RoomApi, RoomOverview } from './roomApi';
import { failureWords, formatDayAndTime, formatExactTime } from './words';

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
  if (room.beacon === undefined) return null;
  if (!room.awaitsBeacon) return <BeaconAhead room={room} beacon={room.beacon} />;
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

/** Before the sale: that somebody has to be there after it has opened. */
function BeaconAhead({ room, beacon }: { room: RoomOverview; beacon: Schemas['DrawBeacon'] }) {
  if (room.phase !== 'before_draw' || beacon.value !== undefined) return null;
  const { source, round, waitUntil } = beacon;
  return (
    <section className={styles.card} aria-label="Beacon">
      <h2 className={styles.heading}>Somebody must be here when the sale opens</h2>
      <p>
        The draw takes in a public value that nobody knows before: round {round} of {source}. When the sale
        has opened, look it up there and enter it on this page within half an hour, until{' '}
        <time dateTime={waitUntil}>{formatDayAndTime(waitUntil)}</time>. Nobody gets a turn before that.
        Without the value the draw then goes by the seed alone, and its record shows that for good.
      </p>
    </section>
  );
}
