import { useState } from 'react';
import { Button } from '../../components/Button';
import { Countdown } from '../../components/Countdown';
import { toast } from '../../components/toasts';
import { toApiError } from '../../lib/api/client';
import { formatClock } from '../../lib/duration';
import { useServerNow } from '../../lib/useServerNow';
import { beaconWaitWords, isBeaconAwaited } from './beacon';
import { isInTime, type Kept, proofOf } from './kept';
import type { QueueApi } from './queueApi';
import { progressOf, type QueueState, type QueueStatus, type QueueStore } from './store';
import styles from './WaitingRoomPage.module.css';
import { aheadWords, formatWait } from './words';

/** Where the fan stands, in a room that is not closed. */
export function Place({
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
  if (status.phase === 'before_draw') return <BeforeDraw status={status} kept={state.kept} />;
  if (status.position === 0) return <p role="status">Your place is being found.</p>;
  const ahead = aheadWords(status.position);
  return (
    <>
      <InTheQueue />
      <p role="status">
        <span className={styles.number}>{ahead.big}</span>
        {ahead.small}
      </p>
      <progress className={styles.bar} value={progressOf(state)} max={1} aria-label="Way to the front" />
      <Outlook status={status} />
    </>
  );
}

function InTheQueue() {
  return <h2 className={styles.heading}>You're in the Queue</h2>;
}

/** The sale may have opened already: a draw that takes in a beacon waits for its value. */
function BeforeDraw({ status, kept }: { status: QueueStatus; kept: Kept | undefined }) {
  const isListOpen = useServerNow() < Date.parse(status.opensAt);
  if (isListOpen) {
    return (
      <>
        <InTheQueue />
        <p>The order is drawn by lot when the sale opens; coming early is no advantage.</p>
        <Countdown until={status.opensAt} />
      </>
    );
  }
  const proof = kept && proofOf(kept, status.entrantId);
  return (
    <p role="status">
      The list is closed{proof !== undefined && isInTime(proof) && ', and you are on it'}.{' '}
      {isBeaconAwaited(status.beacon) ? beaconWaitWords(status.beacon) : 'The order is being drawn.'}
    </p>
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
