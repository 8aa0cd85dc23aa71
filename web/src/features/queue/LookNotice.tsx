import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigationType } from 'react-router';
import { ButtonLink } from '../../components/Button';
import type { Schemas } from '../../lib/api/client';
import { isFocusFree } from '../../lib/focus';
import { setPageTitle, usePageTitle } from '../../lib/usePageTitle';
import styles from './LookNotice.module.css';
import { createQueueStore, type QueueStatus } from './store';
import { useKeptPlace } from './useKeptPlace';
import { titleOf } from './words';

type LookNoticeProps = {
  event: Schemas['Event'];
  status: QueueStatus;
  onIn: (status: QueueStatus) => void;
  onReload: () => void;
};

/**
 * Above seats that are only shown: why none can be chosen, and the way to where one can. Who has a place in line goes on
 * waiting here as on the waiting page.
 */
export function LookNotice(props: LookNoticeProps) {
  const { status } = props;
  if (status.status === 'queued') return <WaitingLook {...props} />;
  return <Notice status={status} words={joinWords(status)} />;
}

function WaitingLook({ event, status, onIn, onReload }: LookNoticeProps) {
  const [store] = useState(() => {
    const known = createQueueStore();
    known.getState().take(status);
    return known;
  });
  const letIn = useCallback(() => {
    const { status } = store.getState();
    if (status !== undefined) onIn(status);
  }, [store, onIn]);
  const { state } = useKeptPlace({
    eventId: event.id,
    eventName: event.name,
    store,
    onIn: letIn,
    onNoRoom: onReload,
  });
  const newest = state.status ?? status;
  usePageTitle(newest.status === 'queued' ? titleOf(newest, event.name) : event.name);
  useEffect(() => () => setPageTitle(event.name), [event.name]);
  return <Notice status={newest} words={placeWords(newest)} />;
}

function Notice({ status, words }: { status: QueueStatus; words: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isArriving = useNavigationType() !== 'POP';
  // The link that led here is gone. Who has gone on meanwhile is left alone.
  useEffect(() => {
    if (isArriving && isFocusFree()) heading.current?.focus();
  }, [isArriving]);
  return (
    <div className={styles.notice}>
      <div>
        <h2 ref={heading} tabIndex={-1} className={styles.title}>
          Only to look at
        </h2>
        <p role="status">{words}</p>
      </div>
      <ButtonLink to={`/events/${status.eventId}/queue`}>
        {status.status === 'queued' ? 'Back to the waiting room' : 'Join the waiting room'}
      </ButtonLink>
    </div>
  );
}

function placeWords({ status, phase, canEnter }: QueueStatus): string {
  if (phase === 'closed') return 'The sale has ended. Nobody is let in any more.';
  if (canEnter) return 'It is your turn. You are let in as soon as you look at this page.';
  return status === 'not_in_queue'
    ? 'You are not in line any more: your turn went by, or you left in another tab.'
    : 'You go on waiting here. When it is your turn, this page lets you choose.';
}

function joinWords({ phase }: QueueStatus): string {
  return phase === 'sold_out'
    ? 'Every seat is sold or held now. In the waiting room you can wait for one that comes back.'
    : 'Seats are chosen one fan after the other: join the waiting room, and you choose when it is your turn.';
}
