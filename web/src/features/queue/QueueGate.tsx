import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { ButtonLink } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { ApiError, api, type Schemas, unwrap } from '../../lib/api/client';
import { mayLookAtSeats, useConfig } from '../../lib/config';
import { isFocusFree } from '../../lib/focus';
import { type Place, usePlaces } from '../../lib/places';
import { useLoad } from '../../lib/useLoad';
import { LookNotice } from './LookNotice';
import { lookAt, lookQuery } from './look';
import { queueApi } from './queueApi';
import { ShoppingWindow } from './ShoppingWindow';
import styles from './ShoppingWindow.module.css';
import { PriceRange } from './ShowFacts';
import type { QueueStatus } from './store';
import { windowEnded } from './windowEnded';

type Entry = { status: QueueStatus | undefined; hasReservation: boolean };

const open: Entry = { status: undefined, hasReservation: false };

/** `status` is undefined where the event is sold without a waiting room. */
async function loadEntry(eventId: string, signal: AbortSignal): Promise<Entry> {
  try {
    // Nobody waits for it: under load it is refused before a place is.
    void useConfig.getState().load();
    const status = await queueApi(eventId).status();
    if (status.status === 'active') return { ...open, status };
    const query = { eventId };
    const current = await unwrap(api.GET('/api/reservations/current', { params: { query }, signal }));
    return { status, hasReservation: current.reservation != null };
  } catch (problem) {
    if (problem instanceof ApiError && problem.code === 'no_waiting_room') return open;
    throw problem;
  }
}

const saleEnds: Schemas['Event']['status'][] = ['completed', 'cancelled'];

/** Before the sale opens only an access code lets in. */
export type Admission = { isPresale: boolean; isOnlyLook: boolean };

const letIn: Admission = { isPresale: false, isOnlyLook: false };

/**
 * Shows the seats to who was let in, and the way to the waiting room to everybody else, who may look at the seats
 * where the operator allows it.
 */
export function QueueGate({
  event,
  children,
}: {
  event: Schemas['Event'];
  children: (admission: Admission) => ReactNode;
}) {
  const isGuarded = event.highDemand && !saleEnds.includes(event.status);
  const { data, error, reload, setData } = useLoad<Entry>(
    (signal) => (isGuarded ? loadEntry(event.id, signal) : Promise.resolve(open)),
    [event.id, isGuarded],
  );
  const status = data?.status;
  useEffect(() => {
    if (status !== undefined) usePlaces.getState().note(status, event.name);
  }, [status, event.name]);
  const step = usePlaces(({ places }) => places.find(({ eventId }) => eventId === event.id)?.step);
  const isOutdated = status !== undefined && isMoreKnown(status, step);
  useEffect(() => {
    if (isOutdated) reload();
  }, [isOutdated, reload]);
  // Asking again might fail, and the seats stay closed while the window runs.
  const openSeats = useCallback((status: QueueStatus) => setData({ ...open, status }), [setData]);
  const navigate = useNavigate();
  const leaveSeats = useCallback(
    () => navigate(`/events/${event.id}/queue`, { replace: true, state: windowEnded }),
    [navigate, event.id],
  );
  const [query] = useSearchParams();
  const mayLook = useConfig(mayLookAtSeats) ?? false;
  const isOutside = status !== undefined && status.status !== 'active' && !data?.hasReservation;
  const isOnlyLook = isOutside && mayLook && query.has(lookQuery);
  const shoppingWindow = useRef<HTMLDivElement>(null);
  // The seats that open take the place of those that were looked at, and the focus would go with them.
  useEffect(() => {
    if (!isOnlyLook) return;
    return () => {
      if (isFocusFree()) shoppingWindow.current?.focus();
    };
  }, [isOnlyLook]);
  if (!isGuarded) return children(letIn);
  if (error !== undefined && data === undefined) {
    return <ErrorState title="The waiting room did not answer" error={error} onRetry={reload} />;
  }
  if (data === undefined) return null;
  if (data.status === undefined || data.hasReservation) return children(letIn);
  if (data.status.status !== 'active') {
    if (!isOnlyLook) return <Invitation event={event} status={data.status} mayLook={mayLook} />;
    return (
      <>
        <LookNotice event={event} status={data.status} onIn={openSeats} onReload={reload} />
        {children({ isPresale: false, isOnlyLook: true })}
      </>
    );
  }
  return (
    <div className={styles.inside}>
      <ShoppingWindow ref={shoppingWindow} endsAt={data.status.windowEndsAt} onEnd={leaveSeats} />
      {children({ isPresale: event.status === 'upcoming', isOnlyLook: false })}
    </div>
  );
}

/** Whether the fan has joined or entered since: in another tab, or while looking. */
function isMoreKnown({ status }: QueueStatus, step: Place['step'] | undefined): boolean {
  if (step === 'in') return status !== 'active';
  return status === 'not_in_queue' && (step === 'waiting' || step === 'turn');
}

type InvitationProps = { event: Schemas['Event']; status: QueueStatus; mayLook: boolean };

function Invitation({ event, status, mayLook }: InvitationProps) {
  const isQueued = status.status === 'queued';
  const isSoldOut = status.phase === 'sold_out';
  const toRoom = `/events/${event.id}/queue`;
  return (
    <EmptyState
      icon={isSoldOut && !isQueued ? 'ticket' : 'clock'}
      title={titleOf(event, isQueued, isSoldOut)}
      actions={
        <>
          {isQueued && (
            <ButtonLink to={toRoom} size="l">
              Back to the waiting room
            </ButtonLink>
          )}
          {!isQueued && isSoldOut && (
            <>
              <ButtonLink to="/" size="l">
                Browse other events
              </ButtonLink>
              <ButtonLink to={toRoom} size="l" variant="secondary">
                Wait for returned seats
              </ButtonLink>
            </>
          )}
          {!isQueued && !isSoldOut && (
            <ButtonLink to={toRoom} size="l">
              Join the waiting room
            </ButtonLink>
          )}
          {mayLook && (
            <ButtonLink to={lookAt(event.id)} size="l" variant="secondary">
              Look at the seats
            </ButtonLink>
          )}
          <ButtonLink to={`/events/${event.id}/draw`} variant={isSoldOut ? 'quiet' : 'secondary'}>
            How the order is drawn
          </ButtonLink>
        </>
      }
    >
      <div className={styles.invitation}>
        <p>
          {invitationWords(status, isQueued)}
          {status.accountsOnly && !isQueued && ' Each account has one place, so you sign in to join.'}
        </p>
        {/* When and where it is stands above, in the event's header. */}
        <PriceRange event={event} />
      </div>
    </EmptyState>
  );
}

/** Seats that are only held may come back within minutes, so that is not sold out yet. */
function titleOf(event: Schemas['Event'], isQueued: boolean, isSoldOut: boolean): string {
  if (isQueued) return 'Your place in the waiting room is kept';
  if (!isSoldOut) return 'This event has a waiting room';
  return event.status === 'sold_out' || event.availability.held === 0
    ? 'Sold out'
    : 'Every seat is sold or held now';
}

function invitationWords({ phase }: QueueStatus, isQueued: boolean): string {
  if (phase === 'sold_out') {
    return isQueued
      ? 'Every seat is sold or held now. Seats that come back go to the next in line.'
      : 'You can wait for returned seats: one that comes back goes to the next in line. It may be that none does.';
  }
  if (phase === 'before_draw') {
    return isQueued
      ? 'You are in for the draw of the first places when the sale opens.'
      : 'Join before the sale opens and you take part in the draw for the first places. When you come makes no difference.';
  }
  return isQueued
    ? 'Go back to see how many are ahead of you: your seats open there when it is your turn.'
    : 'Many want to come. You wait in a line, and choose your seats in peace when it is your turn.';
}
