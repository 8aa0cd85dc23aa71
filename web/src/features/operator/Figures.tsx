import { formatNumber, t } from '../../lib/text';
import styles from './Operator.module.css';
import type { RoomOverview } from './roomApi';
import { rateWords } from './words';

/** The room in numbers. Not announced as they change: every two seconds would be too much. */
export function Figures({ room }: { room: RoomOverview }) {
  return (
    <dl className={styles.figures} aria-label="The room now">
      <Figure name="Waiting" value={room.waiting} />
      <Figure name="Active" value={room.active} note={t('of {most} at once', { most: room.shoppersMax })} />
      <Figure
        name="Admitted per minute"
        value={room.admittedPerMinute}
        note={rateWords(room.ratePerMinute)}
      />
      <Figure name="Admitted so far" value={room.admitted} />
      <Figure name="Abandoned" value={room.abandoned} note="left, or missed their turn" />
      <Figure name="Seats left" value={room.seatsLeft} />
    </dl>
  );
}

function Figure({ name, value, note }: { name: string; value: number; note?: string }) {
  return (
    <div className={styles.figure}>
      <dt className={styles.figureName}>{name}</dt>
      <dd className={styles.figureValue}>{formatNumber(value)}</dd>
      {note !== undefined && <dd className={styles.figureNote}>{note}</dd>}
    </div>
  );
}
