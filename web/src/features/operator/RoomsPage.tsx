import { useState } from 'react';
import { Link } from 'react-router';
import { SaleBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Page } from '../../components/Page';
import { PageSkeleton } from '../../components/PageSkeleton';
import { toast } from '../../components/toasts';
import { api, type Schemas, toApiError, unwrap } from '../../lib/api/client';
import { formatDateTime } from '../../lib/dates';
import { saleState } from '../../lib/eventStatus';
import { useSession } from '../../lib/session';
import { t } from '../../lib/text';
import { useLoad } from '../../lib/useLoad';
import { usePageTitle } from '../../lib/usePageTitle';
import styles from './Operator.module.css';
import { NotAllowed, SignInFirst } from './Refused';

type Rooms = { events: Schemas['EventSummary'][]; nextCursor: string | undefined };

const pageSize = 100;

/** A room exists from the day its event is announced until the sale is over. */
async function readRooms(cursor: string | undefined, signal?: AbortSignal): Promise<Rooms> {
  const query = { status: 'upcoming,on_sale,paused,sold_out', sort: 'date' as const, limit: pageSize };
  const list = await unwrap(
    api.GET('/api/events', {
      params: { query: cursor === undefined ? query : { ...query, cursor } },
      signal: signal ?? null,
    }),
  );
  return { events: list.events.filter(({ highDemand }) => highDemand), nextCursor: list.nextCursor };
}

/** The events that have a waiting room. Anybody may know them; this page is for who can steer them. */
export default function RoomsPage() {
  const { status, user, load } = useSession();
  if (status === 'unknown') return <PageSkeleton />;
  if (user === undefined) return <SignInFirst />;
  if (user.role !== 'admin') return <NotAllowed email={user.email} onRetry={() => void load()} />;
  return <Rooms />;
}

function Rooms() {
  usePageTitle('Waiting rooms');
  const { data, error, reload, setData } = useLoad((signal) => readRooms(undefined, signal), []);
  const [isExtending, setIsExtending] = useState(false);

  async function extend(known: Rooms) {
    setIsExtending(true);
    try {
      const next = await readRooms(known.nextCursor);
      setData({ ...next, events: [...known.events, ...next.events] });
    } catch (problem) {
      toast.error(toApiError(problem).message);
    } finally {
      setIsExtending(false);
    }
  }

  if (error !== undefined && data === undefined) {
    return <ErrorState title="The events did not load" error={error} onRetry={reload} heading="h1" />;
  }
  if (data === undefined) return <PageSkeleton />;
  return (
    <Page narrow>
      <h1 className={styles.title}>Waiting rooms</h1>
      {data.events.length === 0 && data.nextCursor === undefined && <NoRooms />}
      <ul className={styles.rooms}>
        {data.events.map((event) => (
          <RoomRow key={event.id} event={event} />
        ))}
      </ul>
      {data.nextCursor !== undefined && (
        <Button variant="secondary" busy={isExtending} onClick={() => void extend(data)}>
          Look through later events
        </Button>
      )}
    </Page>
  );
}

function RoomRow({ event }: { event: Schemas['EventSummary'] }) {
  return (
    <li className={styles.room}>
      <div>
        <h2 className={styles.roomName}>
          <Link to={`/operator/events/${event.id}`} className={styles.roomLink}>
            {event.name}
          </Link>
        </h2>
        <p className={styles.soft}>
          {event.venueName}, {event.city} · {formatDateTime(event.eventDate, event.timeZone)}
        </p>
      </div>
      <div className={styles.roomState}>
        <SaleBadge state={saleState(event)} />
        <p className={styles.soft}>
          {t({ one: '{count} seat left', other: '{count} seats left' }, { count: event.available })}
        </p>
      </div>
    </li>
  );
}

function NoRooms() {
  return (
    <EmptyState icon="clock" title="No event has a waiting room">
      An event gets one when it is imported with <code>"highDemand": true</code>.
    </EmptyState>
  );
}
