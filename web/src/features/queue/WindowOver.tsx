import { Navigate } from 'react-router';
import { Button, ButtonLink } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { PageSkeleton } from '../../components/PageSkeleton';
import { ReservationTimer } from '../../components/ReservationTimer';
import { api, type Schemas, unwrap } from '../../lib/api/client';
import { t } from '../../lib/text';
import { useLoad } from '../../lib/useLoad';
import { usePageTitle } from '../../lib/usePageTitle';
import { queueApi } from './queueApi';
import type { QueueStatus } from './store';
import styles from './WaitingRoomPage.module.css';

/** Clocks differ; a window with more than this left has not ended. */
const almostOverMs = 2_000;

type After = { status: QueueStatus; reservation: Schemas['Reservation'] | undefined };

async function loadAfter(eventId: string, signal: AbortSignal): Promise<After> {
  const query = { eventId };
  const [status, current] = await Promise.all([
    queueApi(eventId).status(),
    unwrap(api.GET('/api/reservations/current', { params: { query }, signal })),
  ]);
  return { status, reservation: current.reservation ?? undefined };
}

/** After the shopping window. Nobody is put in line again by themselves: they may be gone. */
export function WindowOver({ eventId, onJoin }: { eventId: string; onJoin: () => void }) {
  const { data, error, reload } = useLoad((signal) => loadAfter(eventId, signal), [eventId]);
  usePageTitle('Your time to choose is over');
  if (error !== undefined && data === undefined) {
    return <ErrorState title="Your time to choose is over" error={error} onRetry={reload} heading="h1" />;
  }
  if (data === undefined) return <PageSkeleton />;
  const { status, reservation } = data;
  if (isStillIn(status)) return <Navigate to={`/events/${eventId}`} replace />;
  const seats = t(
    { one: '{count} seat', other: '{count} seats' },
    { count: reservation?.seatIds.length ?? 0 },
  );
  return (
    <EmptyState
      icon="clock"
      title="Your time to choose is over"
      heading="h1"
      actions={
        <>
          {reservation !== undefined && (
            <ButtonLink to={`/checkout/${eventId}`} size="l">
              Pay for your {seats}
            </ButtonLink>
          )}
          {status.phase !== 'closed' && (
            <Button variant={reservation === undefined ? 'primary' : 'secondary'} size="l" onClick={onJoin}>
              Join again
            </Button>
          )}
          <ButtonLink to={`/events/${eventId}`} variant="quiet">
            Back to the event
          </ButtonLink>
        </>
      }
    >
      <div className={styles.stack}>
        {reservation === undefined ? (
          <p>You have reserved no seats. Those that you had chosen are free for the next in line.</p>
        ) : (
          <>
            <p>The {seats} that you reserved are still yours: pay for them before their own time is over.</p>
            <ReservationTimer expiresAt={reservation.expiresAt} onExpire={reload} />
          </>
        )}
        <p>{joinWords(status)}</p>
      </div>
    </EmptyState>
  );
}

function isStillIn({ status, windowEndsAt, serverNow }: QueueStatus): boolean {
  if (status !== 'active' || windowEndsAt === undefined) return false;
  return Date.parse(windowEndsAt) - Date.parse(serverNow) > almostOverMs;
}

function joinWords({ phase, serverNow, opensAt }: QueueStatus): string {
  if (phase === 'closed') return 'The sale has ended.';
  if (Date.parse(serverNow) < Date.parse(opensAt)) {
    return 'If you join again before the sale opens, you take part in the draw.';
  }
  return 'If you join again, you stand at the end of the line.';
}
