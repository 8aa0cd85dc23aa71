import { Link } from 'react-router';
import { SaleBadge } from '../../components/Badge';
import { Poster } from '../../components/poster/Poster';
import type { Schemas } from '../../lib/api/client';
import { formatDay, formatLeaf, formatTime } from '../../lib/dates';
import { saleState } from '../../lib/eventStatus';
import { formatMoneyShort } from '../../lib/money';
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
      </div>
    </li>
  );
}

function priceLine(event: Schemas['EventSummary'], state: ReturnType<typeof saleState>): string {
  if (state === 'upcoming') return `Sale opens ${formatDay(event.onSaleDate, event.timeZone)}`;
  if (state === 'cancelled' || state === 'completed' || state === 'sold_out') return '';
  return `from ${formatMoneyShort(event.minPrice, event.currency)}`;
}
