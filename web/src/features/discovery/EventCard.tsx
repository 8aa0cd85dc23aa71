import { Link } from 'react-router';
import { SaleBadge } from '../../components/Badge';
import { Poster } from '../../components/poster/Poster';
import type { Schemas } from '../../lib/api/client';
import { formatDay, formatLeaf, formatNearTime, formatTime, localTimeHint } from '../../lib/dates';
import { hasWaitingRoom, type SaleState, saleState } from '../../lib/eventStatus';
import { formatMoneyShort, formatPriceRange } from '../../lib/money';
import { serverClock } from '../../lib/serverClock';
import styles from './EventCard.module.css';

export function EventCard({ event }: { event: Schemas['EventSummary'] }) {
  const state = saleState(event);
  const leaf = formatLeaf(event.eventDate, event.timeZone);
  return (
    <li className={styles.card}>
      <div className={styles.picture}>
        <Poster eventId={event.id} category={event.category} />
        <div className={styles.leaf} aria-hidden="true">
          <span className={styles.month}>{leaf.month}</span>
          <span className={styles.day}>{leaf.day}</span>
        </div>
      </div>
      <div className={styles.body}>
        <p className={styles.when}>
          {formatDay(event.eventDate, event.timeZone)} · {formatTime(event.eventDate, event.timeZone)}
        </p>
        <h3 className={styles.name}>
          <Link to={`/events/${event.id}`} className={styles.link}>
            {event.name}
          </Link>
        </h3>
        <p className={styles.where}>
          {event.venueName}, {event.city}
        </p>
        <div className={styles.foot}>
          <SaleBadge state={state} />
          <span className={styles.price}>{priceLine(event, state)}</span>
        </div>
        {(state === 'upcoming' || hasWaitingRoom(event)) && (
          <div className={styles.notes}>
            {state === 'upcoming' && <SaleOpening event={event} />}
            {hasWaitingRoom(event) && <p>Entry through a waiting room</p>}
          </div>
        )}
      </div>
    </li>
  );
}

function SaleOpening({ event: { onSaleDate, timeZone } }: { event: Schemas['EventSummary'] }) {
  const hint = localTimeHint(onSaleDate, timeZone);
  return (
    <p>
      <b>Sale opens {formatNearTime(onSaleDate, timeZone, serverClock.now())}</b>
      {hint !== undefined && ` (${hint})`}
    </p>
  );
}

const withoutPrice: SaleState[] = ['cancelled', 'completed', 'sold_out'];

function priceLine({ minPrice, maxPrice, currency }: Schemas['EventSummary'], state: SaleState): string {
  if (withoutPrice.includes(state)) return '';
  // What is not on sale yet is planned for: the dearest seat counts as much as the cheapest.
  return state === 'upcoming'
    ? formatPriceRange(minPrice, maxPrice, currency)
    : `from ${formatMoneyShort(minPrice, currency)}`;
}
