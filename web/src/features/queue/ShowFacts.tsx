import { Icon } from '../../components/Icon';
import type { Schemas } from '../../lib/api/client';
import { formatDateTime, localTimeHint } from '../../lib/dates';
import { formatPriceRange } from '../../lib/money';
import styles from './ShowFacts.module.css';

/** What a fan decides by whether to wait: when, where, and what a seat costs with all fees. */
export function ShowFacts({ event }: { event: Schemas['Event'] }) {
  const { name, city, timeZone } = event.venue;
  const hint = localTimeHint(event.eventDate, timeZone);
  return (
    <ul className={styles.facts} aria-label="About the event">
      <li className={styles.fact}>
        <Icon name="calendar" />
        <span>
          <time dateTime={event.eventDate}>{formatDateTime(event.eventDate, timeZone)}</time>
          {hint !== undefined && ` (${hint})`}
        </span>
      </li>
      <li className={styles.fact}>
        <Icon name="pin" />
        {name}, {city}
      </li>
      {event.prices.length > 0 && (
        <li className={styles.fact}>
          <PriceRange event={event} />
        </li>
      )}
    </ul>
  );
}

export function PriceRange({ event: { prices, currency } }: { event: Schemas['Event'] }) {
  const totals = prices.map(({ total }) => total);
  if (totals.length === 0) return null;
  return (
    <span className={styles.fact}>
      <Icon name="ticket" />
      <span>
        <b>{formatPriceRange(Math.min(...totals), Math.max(...totals), currency)}</b> with all fees
      </span>
    </span>
  );
}
