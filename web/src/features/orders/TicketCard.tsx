import { Link } from 'react-router';
import type { Schemas } from '../../lib/api/client';
import { formatDateTime } from '../../lib/dates';
import styles from './TicketCard.module.css';

type TicketCardProps = { ticket: Schemas['Ticket']; event: Schemas['EventSummary'] };

/** A ticket as it is printed and scanned. */
export function TicketCard({ ticket, event }: TicketCardProps) {
  const place = `${ticket.section}, row ${ticket.row}, seat ${ticket.seatNumber}`;
  return (
    <li className={styles.ticket}>
      <div className={styles.about}>
        <p className={styles.event}>{event.name}</p>
        <p className={styles.when}>
          {formatDateTime(event.eventDate, event.timeZone)} · {event.venueName}, {event.city}
        </p>
        <dl className={styles.place}>
          <Fact name="Section" value={ticket.section} />
          <Fact name="Row" value={ticket.row} />
          <Fact name="Seat" value={ticket.seatNumber} />
        </dl>
        <p className={styles.category}>{ticket.category}</p>
        {ticket.status === 'valid' ? (
          <Link className={styles.open} to={`/orders/${ticket.orderId}/tickets/${ticket.id}`}>
            Show full screen<span className={styles.aloud}>: {place}</span>
          </Link>
        ) : (
          <p className={styles.void}>Cancelled: no longer valid</p>
        )}
      </div>
      {ticket.status === 'valid' && (
        <div className={styles.stub}>
          <img
            className={styles.qr}
            src={ticket.qrUrl}
            width="192"
            height="192"
            alt={`QR code for ${place}`}
          />
        </div>
      )}
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
