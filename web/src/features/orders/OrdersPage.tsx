import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { OrderBadge } from '../../components/Badge';
import { Button, ButtonLink } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Page } from '../../components/Page';
import { Poster } from '../../components/poster/Poster';
import { Skeleton, SkeletonBlock } from '../../components/Skeleton';
import { toast } from '../../components/toasts';
import { api, type Schemas, toApiError, unwrap } from '../../lib/api/client';
import { formatDateTime } from '../../lib/dates';
import { formatMoney } from '../../lib/money';
import { useSession } from '../../lib/session';
import { t } from '../../lib/text';
import { useLoad } from '../../lib/useLoad';
import { usePageTitle } from '../../lib/usePageTitle';
import styles from './OrdersPage.module.css';

const pageSize = 10;

function readOrders(cursor: string | undefined, signal?: AbortSignal): Promise<Schemas['OrderList']> {
  const query = cursor === undefined ? { limit: pageSize } : { limit: pageSize, cursor };
  return unwrap(api.GET('/api/orders', { params: { query }, signal: signal ?? null }));
}

export default function OrdersPage() {
  usePageTitle('My tickets');
  const user = useSession((state) => state.user);
  // Signing in or out changes whose orders these are.
  const { data, error, reload, setData } = useLoad((signal) => readOrders(undefined, signal), [user?.id]);
  const [isExtending, setIsExtending] = useState(false);
  const list = useRef<HTMLUListElement>(null);

  async function extend(known: Schemas['OrderList']) {
    setIsExtending(true);
    try {
      const next = await readOrders(known.nextCursor);
      setData({ ...next, orders: [...known.orders, ...next.orders] });
      // The next frame has the new rows; the focus goes on where they begin.
      requestAnimationFrame(() =>
        list.current?.querySelectorAll<HTMLElement>('a')[known.orders.length]?.focus(),
      );
    } catch (problem) {
      toast.error(toApiError(problem).message);
    } finally {
      setIsExtending(false);
    }
  }

  return (
    <Page narrow>
      <h1 className={styles.title}>My tickets</h1>
      {data === undefined && error === undefined && <OrdersSkeleton />}
      {data === undefined && error !== undefined && (
        <ErrorState title="Your orders did not load" error={error} onRetry={reload} />
      )}
      {data?.orders.length === 0 && <NoOrders isGuest={user === undefined} />}
      {data !== undefined && data.orders.length > 0 && (
        <ul ref={list} className={styles.list}>
          {data.orders.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
        </ul>
      )}
      {data?.nextCursor !== undefined && (
        <div className={styles.more}>
          <Button variant="secondary" busy={isExtending} onClick={() => void extend(data)}>
            Show older orders
          </Button>
        </div>
      )}
    </Page>
  );
}

function OrderRow({ order }: { order: Schemas['Order'] }) {
  const { event } = order;
  return (
    <li className={styles.row}>
      <div className={styles.picture}>
        <Poster eventId={order.eventId} category={event.category} />
      </div>
      <div className={styles.about}>
        <h2 className={styles.name}>
          <Link to={`/orders/${order.id}`} className={styles.link}>
            {event.name}
          </Link>
        </h2>
        <p className={styles.detail}>{formatDateTime(event.eventDate, event.timeZone)}</p>
        <p className={styles.detail}>
          {event.venueName}, {event.city}
        </p>
      </div>
      <div className={styles.end}>
        <OrderBadge status={order.status} />
        <p className={styles.amount}>
          {t({ one: '{count} seat', other: '{count} seats' }, { count: order.seats.length })} ·{' '}
          {formatMoney(order.totalAmount, order.currency)}
        </p>
      </div>
    </li>
  );
}

function NoOrders({ isGuest }: { isGuest: boolean }) {
  return (
    <EmptyState
      icon="ticket"
      title="No tickets yet"
      actions={
        <>
          <ButtonLink to="/">Find an event</ButtonLink>
          {isGuest && (
            <ButtonLink to="/login" state={{ from: '/orders' }} variant="secondary">
              Sign in
            </ButtonLink>
          )}
        </>
      }
    >
      {isGuest
        ? 'What you buy in this browser shows up here. Bought with your account? Sign in to see it.'
        : 'What you buy shows up here, with a code for the gate.'}
    </EmptyState>
  );
}

function OrdersSkeleton() {
  return (
    <Skeleton label="Loading your orders">
      <div className={styles.list}>
        {[0, 1, 2].map((row) => (
          <SkeletonBlock key={row} height="7.5rem" radius="var(--radius-l)" />
        ))}
      </div>
    </Skeleton>
  );
}
