import { useParams, useSearchParams } from 'react-router';
import { OrderBadge } from '../../components/Badge';
import { Button, ButtonLink } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { PageSkeleton } from '../../components/PageSkeleton';
import type { Schemas } from '../../lib/api/client';
import { formatDateTime, formatLongDay, formatTime, localTimeHint } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { t } from '../../lib/text';
import { usePageTitle } from '../../lib/usePageTitle';
import styles from './OrderPage.module.css';
import { TicketCard } from './TicketCard';
import { useOrder, useTickets } from './useOrder';

export default function OrderPage() {
  const { orderId = '' } = useParams();
  const [search] = useSearchParams();
  const { data: order, error, reload } = useOrder(orderId);
  usePageTitle(order === undefined ? 'Order' : `Order for ${order.event.name}`);

  if (error?.status === 404 || error?.status === 400) return <NoSuchOrder orderId={orderId} />;
  if (order === undefined) {
    return error === undefined ? (
      <PageSkeleton />
    ) : (
      <ErrorState title="Your order did not load" error={error} onRetry={reload} heading="h1" />
    );
  }
  return (
    <Page narrow>
      <Heading order={order} isNew={search.get('new') === '1'} />
      <Standing order={order} />
      {order.status === 'paid' && <Tickets order={order} />}
      <Receipt order={order} />
    </Page>
  );
}

function Heading({ order, isNew }: { order: Schemas['Order']; isNew: boolean }) {
  const { event } = order;
  const hint = localTimeHint(event.eventDate, event.timeZone);
  return (
    <header className={styles.heading}>
      {isNew && order.status === 'paid' && (
        <p className={styles.cheer} role="status">
          <Icon name="check" />
          Payment received. Your tickets are ready and on their way to {order.email}.
        </p>
      )}
      <h1 className={styles.title}>
        {isNew && order.status === 'paid' ? `You’re going to ${event.name}!` : event.name}
      </h1>
      <p className={styles.fact}>
        <Icon name="calendar" />
        <span>
          {formatLongDay(event.eventDate, event.timeZone)}, {formatTime(event.eventDate, event.timeZone)}
          {hint !== undefined && ` (${hint})`}
        </span>
      </p>
      <p className={styles.fact}>
        <Icon name="pin" />
        {event.venueName}, {event.city}
      </p>
    </header>
  );
}

/** What the state of the order means for its owner. */
function Standing({ order }: { order: Schemas['Order'] }) {
  switch (order.status) {
    case 'paid':
      return null;
    case 'pending':
      return (
        <p className={styles.standing} role="status">
          <Icon name="clock" />
          Your bank has not confirmed the payment yet. Your seats are kept for you; this page updates by
          itself.
        </p>
      );
    case 'declined':
      return (
        <div className={styles.standing}>
          <Icon name="warning" />
          <p>The card was declined and nothing was charged.</p>
          <ButtonLink to={`/checkout/${order.eventId}`}>Try another card</ButtonLink>
        </div>
      );
    case 'cancelled':
      return (
        <p className={styles.standing}>
          <Icon name="close" />
          This order was cancelled. Its tickets are no longer valid, and nothing is owed.
        </p>
      );
    case 'refunded':
      return (
        <p className={styles.standing}>
          <Icon name="left" />
          This order was refunded to the card it was paid with. Its tickets are no longer valid.
        </p>
      );
  }
}

function Tickets({ order }: { order: Schemas['Order'] }) {
  const { data, error, reload } = useTickets(order.id, true);
  if (error !== undefined)
    return <ErrorState title="Your tickets did not load" error={error} onRetry={reload} />;
  if (data === undefined) return null;
  return (
    <section aria-labelledby="tickets-heading">
      <div className={styles.ticketsHead}>
        <h2 id="tickets-heading" className={styles.subtitle}>
          {t({ one: '{count} ticket', other: '{count} tickets' }, { count: data.tickets.length })}
        </h2>
        <Button variant="secondary" className={styles.print} onClick={() => window.print()}>
          <Icon name="print" />
          Print
        </Button>
      </div>
      <ul className={styles.tickets}>
        {data.tickets.map((ticket) => (
          <TicketCard key={ticket.id} ticket={ticket} event={data.event} />
        ))}
      </ul>
    </section>
  );
}

function Receipt({ order }: { order: Schemas['Order'] }) {
  const money = (amount: number) => formatMoney(amount, order.currency);
  return (
    <section aria-labelledby="receipt-heading" className={styles.receipt}>
      <div className={styles.ticketsHead}>
        <h2 id="receipt-heading" className={styles.subtitle}>
          Receipt
        </h2>
        <OrderBadge status={order.status} />
      </div>
      <dl className={styles.lines}>
        {order.seats.map((seat) => (
          <Line
            key={seat.seatId}
            name={`${seat.section}, row ${seat.row}, seat ${seat.seatNumber}`}
            value={money(seat.price)}
          />
        ))}
        <Line name="Fees" value={money(order.fees)} />
        <Line name="Total" value={money(order.totalAmount)} isTotal />
      </dl>
      <p className={styles.small}>
        Order <span className={styles.code}>{order.id}</span>, placed{' '}
        {formatDateTime(order.createdAt, Intl.DateTimeFormat().resolvedOptions().timeZone)}
        {order.cardLastFour !== undefined && `, card ending in ${order.cardLastFour}`}. Sent to {order.email}.
      </p>
    </section>
  );
}

function Line({ name, value, isTotal }: { name: string; value: string; isTotal?: boolean }) {
  return (
    <div className={isTotal ? styles.total : styles.line}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function NoSuchOrder({ orderId }: { orderId: string }) {
  return (
    <EmptyState
      icon="ticket"
      title="We do not see this order"
      heading="h1"
      actions={
        <>
          <ButtonLink to="/login" state={{ from: `/orders/${orderId}` }}>
            Sign in
          </ButtonLink>
          <ButtonLink to="/orders" variant="secondary">
            My tickets
          </ButtonLink>
        </>
      }
    >
      An order is shown only to who bought it: sign in with the account, or open it in the browser you bought
      it with. If you bought as a guest, your tickets and their codes are also in the mail that we sent you.
    </EmptyState>
  );
}
