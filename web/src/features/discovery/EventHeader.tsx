import { SaleBadge } from '../../components/Badge';
import { Countdown } from '../../components/Countdown';
import { Icon } from '../../components/Icon';
import { Poster } from '../../components/poster/Poster';
import type { Schemas } from '../../lib/api/client';
import { classes } from '../../lib/classes';
import { useHoldTime } from '../../lib/config';
import { formatDateTime, formatLongDay, formatTime, localTimeHint } from '../../lib/dates';
import { saleState } from '../../lib/eventStatus';
import styles from './EventHeader.module.css';
import { titleCase } from './names';

type EventHeaderProps = {
  event: Schemas['Event'];
  /** While seats are sold they come first: one line of facts, and no description. */
  isCompact?: boolean;
  /** The on-sale second has come: what is shown is out of date. */
  onSaleOpens: () => void;
};

export function EventHeader({ event, isCompact = false, onSaleOpens }: EventHeaderProps) {
  const { timeZone } = event.venue;
  const hint = localTimeHint(event.eventDate, timeZone);
  const { available, held, sold } = event.availability;

  return (
    <header className={classes(styles.header, isCompact && styles.compact)}>
      <div className={styles.picture}>
        <Poster eventId={event.id} category={event.category} />
      </div>
      <div className={styles.about}>
        <div className={styles.badges}>
          <SaleBadge state={saleState({ ...event, available, capacity: available + held + sold })} />
          <span className={styles.category}>{titleCase(event.category)}</span>
        </div>
        <h1 className={styles.name}>{event.name}</h1>
        <div className={styles.facts}>
          <p className={styles.fact}>
            <Icon name="calendar" />
            <span>
              <time dateTime={event.eventDate}>
                {formatLongDay(event.eventDate, timeZone)}, {formatTime(event.eventDate, timeZone)}
              </time>
              {hint !== undefined && <span className={styles.hint}> ({hint})</span>}
            </span>
          </p>
          <p className={styles.fact}>
            <Icon name="pin" />
            {event.venue.name}, {event.venue.city}
          </p>
        </div>
        {!isCompact && event.description !== '' && <p className={styles.description}>{event.description}</p>}
        <SaleNotice event={event} onSaleOpens={onSaleOpens} />
      </div>
    </header>
  );
}

function SaleNotice({ event, onSaleOpens }: EventHeaderProps) {
  const opens = formatDateTime(event.onSaleDate, event.venue.timeZone);
  const opensHere = localTimeHint(event.onSaleDate, event.venue.timeZone);
  switch (event.status) {
    case 'upcoming':
      return (
        <div className={styles.notice}>
          <div>
            <p>
              <b>Sale opens {opens}</b>
              {opensHere !== undefined && ` (${opensHere})`}
            </p>
            {event.highDemand && <HighDemand />}
          </div>
          <Countdown until={event.onSaleDate} onReached={onSaleOpens} />
        </div>
      );
    case 'on_sale':
      return event.highDemand ? (
        <div className={styles.notice}>
          <HighDemand />
        </div>
      ) : null;
    default:
      // The seat map says why nothing can be bought, and follows the status live.
      return null;
  }
}

function HighDemand() {
  const holdTime = useHoldTime();
  return (
    <p className={styles.demand}>
      <Icon name="flame" />
      Many people want these seats. Whoever holds a seat has {holdTime} to pay for it.
    </p>
  );
}
