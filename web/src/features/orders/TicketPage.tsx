import { useEffect } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { ButtonLink } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { PageSkeleton } from '../../components/PageSkeleton';
import type { Schemas } from '../../lib/api/client';
import { formatDateTime } from '../../lib/dates';
import { usePageTitle } from '../../lib/usePageTitle';
import { useWakeLock } from '../../lib/useWakeLock';
import styles from './TicketPage.module.css';
import { useTickets } from './useOrder';
import { useSwipe } from './useSwipe';

/** One ticket for the gate: nothing but what is scanned and where to sit. */
export default function TicketPage() {
  const { orderId = '', ticketId = '' } = useParams();
  const { data, error, reload, isLoading } = useTickets(orderId, true);
  const index = data?.tickets.findIndex((ticket) => ticket.id === ticketId) ?? -1;
  const ticket = data?.tickets[index];
  usePageTitle(ticket === undefined ? 'Ticket' : `Row ${ticket.row}, seat ${ticket.seatNumber}`);

  if (data !== undefined && ticket !== undefined) {
    return <ShownTicket list={data} ticket={ticket} index={index} />;
  }
  const back = <ButtonLink to={`/orders/${orderId}`}>To the order</ButtonLink>;
  return (
    <main>
      {isLoading && <PageSkeleton />}
      {!isLoading && error !== undefined && error.status !== 404 && (
        <ErrorState
          title="The ticket did not load"
          error={error}
          onRetry={reload}
          actions={back}
          heading="h1"
        />
      )}
      {!isLoading && (error === undefined || error.status === 404) && (
        <EmptyState icon="ticket" title="We do not see this ticket" heading="h1" actions={back}>
          It is shown only to who bought it.
        </EmptyState>
      )}
    </main>
  );
}

type ShownTicketProps = { list: Schemas['TicketList']; ticket: Schemas['Ticket']; index: number };

function ShownTicket({ list, ticket, index }: ShownTicketProps) {
  const navigate = useNavigate();
  const { tickets, event } = list;
  useWakeLock();

  const pathOf = (at: number): string | undefined => {
    const other = tickets[at];
    return other && `/orders/${other.orderId}/tickets/${other.id}`;
  };
  const previous = pathOf(index - 1);
  const next = pathOf(index + 1);
  // Leafing through tickets is not a journey: Back leads to the order.
  const turn = (path: string | undefined) => {
    if (path !== undefined) navigate(path, { replace: true });
  };
  const swipe = useSwipe({ onLeft: () => turn(next), onRight: () => turn(previous) });

  useEffect(() => {
    const onKey = (key: KeyboardEvent) => {
      if (key.key === 'ArrowRight' && next !== undefined) navigate(next, { replace: true });
      if (key.key === 'ArrowLeft' && previous !== undefined) navigate(previous, { replace: true });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, next, previous]);

  return (
    <main className={styles.screen} data-paper="" {...swipe}>
      <div className={styles.top}>
        <Link to={`/orders/${ticket.orderId}`} className={styles.round} aria-label="Back to the order">
          <Icon name="left" />
        </Link>
        <p className={styles.position}>
          Ticket {index + 1} of {tickets.length}
        </p>
        <span className={styles.round} aria-hidden="true" />
      </div>
      <div className={styles.ticket}>
        <h1 className={styles.event}>{event.name}</h1>
        <p className={styles.when}>{formatDateTime(event.eventDate, event.timeZone)}</p>
        <p className={styles.when}>
          {event.venueName}, {event.city}
        </p>
        {ticket.status === 'valid' ? (
          <img
            className={styles.qr}
            src={ticket.qrUrl}
            width="320"
            height="320"
            alt={`QR code for ${ticket.section}, row ${ticket.row}, seat ${ticket.seatNumber}`}
          />
        ) : (
          <p className={styles.void}>This ticket was cancelled</p>
        )}
        <dl className={styles.place}>
          <div>
            <dt>Section</dt>
            <dd>{ticket.section}</dd>
          </div>
          <div>
            <dt>Row</dt>
            <dd>{ticket.row}</dd>
          </div>
          <div>
            <dt>Seat</dt>
            <dd>{ticket.seatNumber}</dd>
          </div>
        </dl>
      </div>
      {tickets.length > 1 && (
        <nav aria-label="Tickets" className={styles.turn}>
          <button
            type="button"
            className={styles.round}
            disabled={previous === undefined}
            onClick={() => turn(previous)}
            aria-label="Previous ticket"
          >
            <Icon name="left" />
          </button>
          <button
            type="button"
            className={styles.round}
            disabled={next === undefined}
            onClick={() => turn(next)}
            aria-label="Next ticket"
          >
            <Icon name="right" />
          </button>
        </nav>
      )}
    </main>
  );
}
