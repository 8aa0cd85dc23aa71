import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { ButtonLink } from '../../components/Button';
import { ErrorState } from '../../components/ErrorState';
import { Page } from '../../components/Page';
import { PageSkeleton } from '../../components/PageSkeleton';
import { api, type Schemas, unwrap } from '../../lib/api/client';
import { classes } from '../../lib/classes';
import { mayLookAtSeats, useConfig } from '../../lib/config';
import { usePlaces } from '../../lib/places';
import { useLoad } from '../../lib/useLoad';
import { usePageTitle } from '../../lib/usePageTitle';
import { useServerNow } from '../../lib/useServerNow';
import { AccessCodeForm } from './AccessCodeForm';
import { DrawExplained } from './DrawExplained';
import { proofOf } from './kept';
import { LeaveRoom } from './LeaveRoom';
import { lookAt } from './look';
import { NotOpened } from './NotOpened';
import { Place } from './Place';
import { ProofDetails } from './ProofDetails';
import { ShowFacts } from './ShowFacts';
import { SignInToJoin } from './SignInToJoin';
import { createQueueStore, type QueueState } from './store';
import { useKeptPlace } from './useKeptPlace';
import styles from './WaitingRoomPage.module.css';
import { WindowOver } from './WindowOver';
import { isWindowEnded } from './windowEnded';
import { closedWords, titleOf, waitingWords } from './words';

/** Where a fan waits for an event in demand. Leads to the seats by itself. */
export default function WaitingRoomPage() {
  const { eventId = '' } = useParams();
  const navigate = useNavigate();
  if (!isWindowEnded(useLocation().state)) return <WaitingRoom key={eventId} eventId={eventId} />;
  return (
    <WindowOver eventId={eventId} onJoin={() => navigate(`/events/${eventId}/queue`, { replace: true })} />
  );
}

function WaitingRoom({ eventId }: { eventId: string }) {
  const navigate = useNavigate();
  const event = useLoad(
    (signal) => unwrap(api.GET('/api/events/{id}', { params: { path: { id: eventId } }, signal })),
    [eventId],
  );
  const [store] = useState(createQueueStore);
  const eventName = event.data?.name;
  const goToEvent = useCallback(() => navigate(`/events/${eventId}`, { replace: true }), [eventId, navigate]);
  const { queue, state, goIn, askNow } = useKeptPlace({
    eventId,
    eventName,
    store,
    onIn: goToEvent,
    onNoRoom: goToEvent,
  });
  usePageTitle(eventName && titleOf(state.status, eventName));
  useEffect(() => void useConfig.getState().load(), []);

  const isSignInNeeded = state.error?.code === 'account_required';
  if (event.error !== undefined) {
    return (
      <ErrorState
        title="The waiting room did not open"
        error={event.error}
        onRetry={event.reload}
        heading="h1"
      />
    );
  }
  if (state.status === undefined && state.error !== undefined && !isSignInNeeded) {
    return <NotOpened state={state} error={state.error} onRetry={askNow} />;
  }
  if (event.data === undefined) return <PageSkeleton />;
  if (isSignInNeeded) return <SignInToJoin eventId={eventId} eventName={event.data.name} />;
  if (state.status === undefined) return <PageSkeleton />;

  const isClosed = state.status.phase === 'closed';
  const proof = state.kept && proofOf(state.kept, state.status.entrantId);

  return (
    <Page>
      <section className={styles.room} aria-label="Waiting room">
        <h1>{event.data.name}</h1>
        <ShowFacts event={event.data} />
        {isClosed ? (
          <Closed event={event.data} />
        ) : (
          <>
            <Place state={state} status={state.status} store={store} queue={queue} onActive={goIn} />
            <LastUpdate state={state} />
            <BeforeSale opensAt={state.status.opensAt}>
              <AccessCodeForm queue={queue} store={store} onActive={goIn} />
            </BeforeSale>
            {state.status.status === 'queued' && <KeptPlace eventId={eventId} />}
            <p className={styles.soft}>{waitingWords(state.status)}</p>
          </>
        )}
        <DrawExplained event={event.data} status={state.status} kept={state.kept} />
        {proof !== undefined && (
          <ProofDetails
            eventId={eventId}
            eventName={event.data.name}
            proof={proof}
            commitment={state.kept?.commitment}
          />
        )}
        {!isClosed && state.status.status === 'queued' && (
          <LeaveRoom
            phase={state.status.phase}
            queue={queue}
            onLeft={() => {
              store.getState().giveUp();
              usePlaces.getState().drop(eventId);
              goToEvent();
            }}
          />
        )}
      </section>
    </Page>
  );
}

function KeptPlace({ eventId }: { eventId: string }) {
  const mayLook = useConfig(mayLookAtSeats);
  return (
    <>
      <p>
        We'll redirect you automatically when it is your turn. Your place is saved, you may reload. One place
        per person: more tabs do not help.
      </p>
      {/* Keeps its line until that is known, so that nothing moves when it is. */}
      {mayLook !== false && (
        <p className={classes(mayLook === undefined && styles.unknown)}>
          <Link to={lookAt(eventId)}>Look at the seats</Link> meanwhile: you go on waiting there, and are let
          in there too.
        </p>
      )}
    </>
  );
}

/** An access code lets in before the sale alone. */
function BeforeSale({ opensAt, children }: { opensAt: string; children: ReactNode }) {
  return useServerNow() < Date.parse(opensAt) ? children : null;
}

function Closed({ event }: { event: Schemas['Event'] }) {
  return (
    <>
      <p role="status">{closedWords(event.status)} Nobody is let in any more.</p>
      <div className={styles.actions}>
        <ButtonLink to="/">Browse events</ButtonLink>
        <ButtonLink to="/orders" variant="secondary">
          My tickets
        </ButtonLink>
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
