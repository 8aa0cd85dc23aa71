import { useCallback, useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useStore } from 'zustand';
import { Button } from '../../components/Button';
import { Countdown } from '../../components/Countdown';
import { ErrorState } from '../../components/ErrorState';
import { Page } from '../../components/Page';
import { PageSkeleton } from '../../components/PageSkeleton';
import { toast } from '../../components/toasts';
import { api, type Schemas, toApiError, unwrap } from '../../lib/api/client';
import { formatClock } from '../../lib/duration';
import { useLoad } from '../../lib/useLoad';
import { usePageTitle } from '../../lib/usePageTitle';
import { useServerNow } from '../../lib/useServerNow';
import { AccessCodeForm } from './AccessCodeForm';
import { type Kept, proofOf } from './kept';
import { ProofDetails } from './ProofDetails';
import { type QueueApi, queueApi } from './queueApi';
import { SignInToJoin } from './SignInToJoin';
import { createQueueStore, progressOf, type QueueState, type QueueStatus, type QueueStore } from './store';
import { useQueuePolling } from './useQueuePolling';
import styles from './WaitingRoomPage.module.css';
import { aheadWords, formatWait, titleOf, waitingWords } from './words';

/** Where a fan waits for an event in demand. Leads to the seats by itself. */
export default function WaitingRoomPage() {
  const { eventId = '' } = useParams();
  const navigate = useNavigate();
  const event = useLoad(
    (signal) => unwrap(api.GET('/api/events/{id}', { params: { path: { id: eventId } }, signal })),
    [eventId],
  );
  const queue = useMemo(() => queueApi(eventId), [eventId]);
  const [store] = useState(createQueueStore);
  const state = useStore(store);
  usePageTitle(event.data && titleOf(state.status, event.data.name));

  const goToSeats = useCallback(() => {
    toast.success("You're in. Choose your seats.");
    navigate(`/events/${eventId}`, { replace: true });
  }, [eventId, navigate]);
  const goToEvent = useCallback(() => navigate(`/events/${eventId}`, { replace: true }), [eventId, navigate]);
  useQueuePolling({ queue, store, onActive: goToSeats, onNoRoom: goToEvent });

  const isSignInNeeded = state.error?.code === 'account_required';
  const failed = state.status === undefined && !isSignInNeeded ? state.error : undefined;
  const error = event.error ?? failed;
  if (error !== undefined) {
    return (
      <ErrorState title="The waiting room did not open" error={error} onRetry={event.reload} heading="h1" />
    );
  }
  if (event.data === undefined) return <PageSkeleton />;
  if (isSignInNeeded) return <SignInToJoin eventId={eventId} eventName={event.data.name} />;
  if (state.status === undefined) return <PageSkeleton />;

  const proof = state.kept && proofOf(state.kept, state.status.entrantId);

  async function leave() {
    try {
      await queue.leave();
      store.getState().giveUp();
      toast.success('You left the waiting room. Your place is free for others.');
      goToEvent();
    } catch (problem) {
      toast.error(toApiError(problem).message);
    }
  }

  return (
    <Page>
      <section className={styles.room} aria-label="Waiting room">
        <h1>{event.data.name}</h1>
        <p className={styles.soft}>
          {event.data.venue.name}, {event.data.venue.city}
        </p>
        <Place state={state} status={state.status} store={store} queue={queue} onActive={goToSeats} />
        <LastUpdate state={state} />
        {state.status.phase === 'before_draw' && (
          <AccessCodeForm queue={queue} store={store} onActive={goToSeats} />
        )}
        <p>Your place is saved, you may reload. One place per person: more tabs do not help.</p>
        <p className={styles.soft}>{waitingWords(state.status)}</p>
        <DrawExplained event={event.data} status={state.status} kept={state.kept} />
        {proof !== undefined && (
          <ProofDetails
            eventId={eventId}
            eventName={event.data.name}
            proof={proof}
            commitment={state.kept?.commitment}
          />
        )}
        <div className={styles.actions}>
          <Button variant="quiet" onClick={() => void leave()}>
            Leave the waiting room
          </Button>
        </div>
      </section>
    </Page>
  );
}

function Place({
  state,
  status,
  store,
  queue,
  onActive,
}: {
  state: QueueState;
  status: QueueStatus;
  store: QueueStore;
  queue: QueueApi;
  onActive: () => void;
}) {
  if (status.status === 'not_in_queue') return <OutOfLine store={store} queue={queue} />;
  if (status.canEnter) return <Turn status={status} queue={queue} onActive={onActive} />;
  if (status.phase === 'before_draw') {
    return (
      <>
        {status.serverNow < status.opensAt ? (
          <p>You are in. The order is drawn by lot when the sale opens; coming early is no advantage.</p>
        ) : (
          <p>The list is closed, and you are in. The order is being drawn.</p>
        )}
        <Countdown until={status.opensAt} />
      </>
    );
  }
  if (status.position === 0) return <p role="status">Your place is being found.</p>;
  const ahead = aheadWords(status.position);
  return (
    <>
      <p role="status">
        <span className={styles.number}>{ahead.big}</span>
        {ahead.small}
      </p>
      <progress className={styles.bar} value={progressOf(state)} max={1} aria-label="Way to the front" />
      <Outlook status={status} />
    </>
  );
}

/** A turn that nobody took ends the place, and so does leaving in another tab. */
function OutOfLine({ store, queue }: { store: QueueStore; queue: QueueApi }) {
  async function joinAgain() {
    try {
      store.getState().take(await queue.join());
    } catch (problem) {
      const error = toApiError(problem);
      if (error.code === 'account_required') store.getState().fail(error);
      else toast.error(error.message);
    }
  }
  return (
    <>
      <p role="status">You are not in line any more: your turn went by, or you left in another tab.</p>
      <div className={styles.actions}>
        <Button size="l" onClick={() => void joinAgain()}>
          Join again, at the end
        </Button>
      </div>
    </>
  );
}

function Outlook({ status }: { status: QueueStatus }) {
  switch (status.phase) {
    case 'paused':
      return <p>The organiser has stopped letting people in for a moment. Your place stays.</p>;
    case 'sold_out':
      return (
        <p>Every seat is taken or held now. You may stay: seats that come back go to the next in line.</p>
      );
    case 'closed':
      return <p>The sale has ended. Nobody is let in any more.</p>;
    default:
      return <p>Estimated wait: {formatWait(status)}</p>;
  }
}

function Turn({ status, queue, onActive }: { status: QueueStatus; queue: QueueApi; onActive: () => void }) {
  const [isEntering, setIsEntering] = useState(false);
  const left = Math.max(0, new Date(status.claimUntil ?? status.serverNow).getTime() - useServerNow());
  async function enter() {
    setIsEntering(true);
    try {
      await queue.enter();
      onActive();
    } catch (problem) {
      toast.error(toApiError(problem).message);
      setIsEntering(false);
    }
  }
  return (
    <>
      <p role="status">It is your turn. Your place is kept for you until the clock runs out.</p>
      <p className={styles.number}>{formatClock(left)}</p>
      <div className={styles.actions}>
        <Button size="l" busy={isEntering} onClick={() => void enter()}>
          Enter now
        </Button>
      </div>
    </>
  );
}

function LastUpdate({ state }: { state: QueueState }) {
  // Ticks with the shown seconds.
  useServerNow();
  const seconds = Math.max(0, Math.round((Date.now() - (state.updatedAt ?? Date.now())) / 1000));
  return (
    <p className={styles.soft} aria-live="off">
      {state.error === undefined
        ? `Last updated ${seconds} s ago`
        : `Connecting again. Last updated ${seconds} s ago; your place is kept.`}
    </p>
  );
}

function DrawExplained({
  event,
  status,
  kept,
}: {
  event: Schemas['Event'];
  status: QueueStatus;
  kept: Kept | undefined;
}) {
  return (
    <details className={styles.explain}>
      <summary>How the order is made, and how to check it</summary>
      <p>
        Everybody who comes before the sale opens takes part in one draw. Its secret number was fixed
        beforehand: this is its fingerprint (SHA-256). After the draw the number and the list of entries are
        published, and <Link to={`/events/${event.id}/draw`}>anybody can recompute every place</Link>. Who
        comes later queues behind.
      </p>
      <p className={styles.code}>{status.commitment}</p>
      {kept?.commitment !== undefined && (
        <p>
          {kept.commitment === status.commitment
            ? 'This browser keeps it, to compare it with the published draw.'
            : `It is another one than this browser was shown before: ${kept.commitment}. Ask the organiser why.`}
        </p>
      )}
      <p>
        Your entry: <span className={styles.code}>{status.entrantId}</span>
      </p>
    </details>
  );
}
