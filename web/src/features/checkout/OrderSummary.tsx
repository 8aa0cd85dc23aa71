import { Poster } from '../../components/poster/Poster';
import type { Schemas } from '../../lib/api/client';
import { formatDateTime } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import styles from './OrderSummary.module.css';

type OrderSummaryProps = { reservation: Schemas['Reservation']; event: Schemas['Event'] | undefined };

/** What is bought and what it costs, to the cent, as the server reckons it. */
export function OrderSummary({ reservation, event }: OrderSummaryProps) {
  const money = (amount: number) => formatMoney(amount, reservation.currency);
  return (
    <section aria-labelledby="summary-heading" className={styles.summary}>
      {event !== undefined && (
        <div className={styles.event}>
          <div className={styles.picture}>
            <Poster eventId={event.id} category={event.category} />
          </div>
          <div>
            <p className={styles.name}>{event.name}</p>
            <p className={styles.detail}>{formatDateTime(event.eventDate, event.venue.timeZone)}</p>
            <p className={styles.detail}>
              {event.venue.name}, {event.venue.city}
            </p>
          </div>
        </div>
      )}
      <h2 id="summary-heading" className={styles.heading}>
        Order summary
      </h2>
      <ul className={styles.groups}>
        {groupByRow(reservation.seats).map((group) => (
          <li key={`${group.section}/${group.row}`}>
            <p className={styles.row}>
              {group.section}, Row {group.row}
            </p>
            <ul>
              {group.seats.map((seat) => (
                <li key={seat.id} className={styles.line}>
                  <span>
                    Seat {seat.seatNumber} <span className={styles.detail}>{seat.category}</span>
                  </span>
                  <span>{money(seat.price)}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <dl className={styles.totals}>
        <div className={styles.line}>
          <dt>Subtotal</dt>
          <dd>{money(reservation.subtotal)}</dd>
        </div>
        <div className={styles.line}>
          <dt>Fees</dt>
          <dd>{money(reservation.fees)}</dd>
        </div>
        <div className={styles.total}>
          <dt>Total</dt>
          <dd>{money(reservation.totalAmount)}</dd>
        </div>
      </dl>
    </section>
  );
}

type RowOfSeats = { section: string; row: string; seats: Schemas['Seat'][] };

function groupByRow(seats: Schemas['Seat'][]): RowOfSeats[] {
  const groups = new Map<string, RowOfSeats>();
  for (const seat of seats) {
    const key = `${seat.section}/${seat.row}`;
    const group = groups.get(key) ?? { section: seat.section, row: seat.row, seats: [] };
    group.seats.push(seat);
    groups.set(key, group);
  }
  return [...groups.values()];
}
