import { Link, useParams } from 'react-router';
import { Badge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { PageSkeleton } from '../../components/PageSkeleton';
import { type ApiError, api, type Schemas, unwrap } from '../../lib/api/client';
import { formatDateTime } from '../../lib/dates';
import { useSession } from '../../lib/session';
import { useLoad } from '../../lib/useLoad';
import { usePageTitle } from '../../lib/usePageTitle';
import { AccountsControl } from './AccountsControl';
import { BeaconForm } from './BeaconForm';
import { Charts } from './Charts';
import { Figures } from './Figures';
import { LimitsForm } from './LimitsForm';
import styles from './Operator.module.css';
import { PauseControl } from './PauseControl';
import { NoRoom, NotAllowed, SignInFirst } from './Refused';
import { type RoomOverview, roomApi } from './roomApi';
import { type RoomState, shownRoom } from './roomStore';
import { isRefusal, type RoomWatch } from './roomWatch';
import { useRoom } from './useRoom';
import { formatExactTime, phaseWords } from './words';

/** One waiting room, live, with the means to steer it. */
export default function RoomPage() {
  const { eventId = '' } = useParams();
  const { state, watch } = useRoom(eventId);
  const email = useSession((session) => session.user?.email);
  const event = useLoad(
    (signal) => unwrap(api.GET('/api/events/{id}', { params: { path: { id: eventId } }, signal })),
    [eventId],
  ).data;

  const room = shownRoom(state);
  if (state.error !== undefined && (room === undefined || isRefusal(state.error))) {
    return <Failed error={state.error} email={email} eventId={eventId} onRetry={watch.ask} />;
  }
  if (room === undefined) return <PageSkeleton />;
  return <LiveRoom eventId={eventId} event={event} room={room} state={state} watch={watch} />;
}

function LiveRoom({
  eventId,
  event,
  room,
  state,
  watch,
}: {
  eventId: string;
  event: Schemas['Event'] | undefined;
  room: RoomOverview;
  state: RoomState;
  watch: RoomWatch;
}) {
  usePageTitle(event === undefined ? 'Waiting room' : `Waiting room, ${event.name}`);
  const words = phaseWords(room);
  const isBusy = state.pending !== undefined;
  return (
    <Page>
      <Link to="/operator" className={styles.back}>
        <Icon name="left" />
        All waiting rooms
      </Link>
      <h1 className={styles.title}>{event?.name ?? 'Waiting room'}</h1>
      {event !== undefined && (
        <p className={styles.soft}>
          {event.venue.name}, {event.venue.city} · on sale{' '}
          {formatDateTime(event.onSaleDate, event.venue.timeZone)}
        </p>
      )}
      <div className={styles.phase}>
        <div role="status" className={styles.phaseWords}>
          <Badge tone={words.tone} icon={words.icon} text={words.name} />
          <p>{words.meaning}</p>
        </div>
        {room.phase !== 'closed' && <PauseControl room={room} isBusy={isBusy} adjust={watch.adjust} />}
      </div>
      <Freshness state={state} onRetry={watch.ask} />
      <BeaconForm room={room} tell={roomApi(eventId).setBeacon} onTold={watch.ask} />
      <Figures room={room} />
      <div className={styles.columns}>
        {room.phase !== 'closed' && (
          <div className={styles.controls}>
            <LimitsForm room={room} isBusy={isBusy} adjust={watch.adjust} />
            <AccountsControl room={room} isBusy={isBusy} adjust={watch.adjust} />
          </div>
        )}
        <Charts moments={state.moments} room={room} />
      </div>
    </Page>
  );
}

function Failed({
  error,
  email,
  eventId,
  onRetry,
}: {
  error: ApiError;
  email: string | undefined;
  eventId: string;
  onRetry: () => void;
}) {
  if (error.status === 401) return <SignInFirst />;
  if (error.status === 403) return <NotAllowed email={email} onRetry={onRetry} />;
  if (error.status === 404 || error.status === 400) return <NoRoom eventId={eventId} />;
  return <ErrorState title="The waiting room did not answer" error={error} onRetry={onRetry} heading="h1" />;
}

/** Old numbers must not pass for live ones. */
function Freshness({ state: { error, updatedAt }, onRetry }: { state: RoomState; onRetry: () => void }) {
  if (updatedAt === undefined) return null;
  if (error === undefined) return <p className={styles.fresh}>Live, as of {formatExactTime(updatedAt)}</p>;
  return (
    <div role="alert" className={styles.stale}>
      <Icon name="warning" />
      <p>
        Not live: these are the numbers of {formatExactTime(updatedAt)}. {error.message} This page keeps
        asking.
      </p>
      <Button variant="secondary" onClick={onRetry}>
        Try now
      </Button>
    </div>
  );
}
