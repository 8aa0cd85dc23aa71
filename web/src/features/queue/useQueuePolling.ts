import { useCallback, useEffect, useRef } from 'react';
import { type ApiError, toApiError } from '../../lib/api/client';
import { pauseAfterFailure } from '../../lib/backOff';
import { type Place, usePlaces } from '../../lib/places';
import type { QueueApi } from './queueApi';
import type { QueueStatus, QueueStore } from './store';

const defaultPauseMs = 3_000;
/** Millions may wait: only those whose turn comes soon are worth a connection each. The others ask at the server's pace. */
const streamFromPosition = 1_000;
/** A stream that lives says something every 15 s; polling only watches over it. */
const pauseBesideStreamMs = 30_000;
/** A turn in a tab that nobody looks at is taken this long before it would be lost. */
const lastMomentMs = 10_000;

/**
 * Joins the waiting room, keeps `store` up to date by asking, near the front by a stream, and enters when it is this fan's
 * turn. Ends with `onActive`, or with `onNoRoom` where the event is sold without one; waits where the fan has to sign
 * in first. What it returns asks at once, as soon as the server allows that.
 */
export function useQueuePolling({
  queue,
  store,
  onActive,
  onNoRoom,
}: {
  queue: QueueApi;
  store: QueueStore;
  onActive: () => void;
  onNoRoom: () => void;
}): () => void {
  const askNow = useRef(() => {});
  useEffect(() => {
    let isOver = false;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let closeStream: (() => void) | undefined;
    let hadStream = false;
    let asking = 0;

    /** It tells of a place that is no more; another place may have one again. */
    const endStream = () => {
      if (closeStream === undefined) return;
      closeStream();
      closeStream = undefined;
      hadStream = false;
    };
    const end = () => {
      isOver = true;
      clearTimeout(timer);
      endStream();
    };
    const askIn = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), ms);
    };
    const take = (status: QueueStatus) => {
      if (isOver) return;
      failures = 0;
      store.getState().take(status);
      if (status.status === 'not_in_queue') endStream();
      if (status.status === 'active') {
        end();
        onActive();
      } else if (status.canEnter && isTimeToEnter(status)) {
        void run(queue.enter);
      } else {
        if (isNearFront(status)) openStream();
        askIn(pauseAfter(status, closeStream !== undefined));
      }
    };
    const fail = (error: ApiError) => {
      if (isOver) return;
      if (error.code === 'no_waiting_room') {
        end();
        onNoRoom();
        return;
      }
      // Nothing changes until the fan has signed in, here or in another tab.
      if (error.code === 'account_required') {
        store.getState().fail(error);
        return;
      }
      failures += 1;
      const pauseMs = pauseAfterFailure(failures, defaultPauseMs, error.retryAfterSeconds);
      store.getState().fail(error, pauseMs);
      askIn(pauseMs);
    };
    const run = async (call: () => Promise<QueueStatus>) => {
      clearTimeout(timer);
      asking += 1;
      try {
        take(await call());
      } catch (problem) {
        fail(toApiError(problem));
      }
      asking -= 1;
    };
    const ask = () => run(store.getState().status === undefined ? () => queue.join() : queue.status);
    // Once: who lost it goes on by asking.
    const openStream = () => {
      if (hadStream) return;
      hadStream = true;
      closeStream = queue.openStream?.({
        onStatus: take,
        onBroken: () => {
          closeStream = undefined;
          if (!isOver) askIn(pauseAfterFailure(1, defaultPauseMs, undefined));
        },
      });
    };
    const lookAgain = () => {
      if (document.visibilityState === 'visible') askNow.current();
    };

    // The fan has signed out, or left in another tab: a stream goes on telling of the old session's place.
    const stopWatching = usePlaces.subscribe((now, before) => {
      const { status, isGivenUp } = store.getState();
      if (isGivenUp || status?.status !== 'queued' || status.phase === 'closed') return;
      if (!hasPlace(before, status) || hasPlace(now, status)) return;
      endStream();
      askNow.current();
    });

    askNow.current = () => {
      const isAllowed = Date.now() >= store.getState().mayRetryAt;
      if (!isOver && isAllowed && asking === 0) void ask();
    };
    void ask();
    document.addEventListener('visibilitychange', lookAgain);
    window.addEventListener('online', lookAgain);
    return () => {
      end();
      stopWatching();
      document.removeEventListener('visibilitychange', lookAgain);
      window.removeEventListener('online', lookAgain);
    };
  }, [queue, store, onActive, onNoRoom]);
  return useCallback(() => askNow.current(), []);
}

function hasPlace({ places }: { places: Place[] }, { eventId }: QueueStatus): boolean {
  return places.some((place) => place.eventId === eventId);
}

/** The window begins with entering, so it waits for the fan to look, but not until the turn is lost. */
function isTimeToEnter({ claimUntil, serverNow }: QueueStatus): boolean {
  if (document.visibilityState === 'visible' || claimUntil === undefined) return true;
  return Date.parse(claimUntil) - Date.parse(serverNow) <= lastMomentMs;
}

function isNearFront({ position }: QueueStatus): boolean {
  return position > 0 && position <= streamFromPosition;
}

function pauseAfter({ pollAfterMs, canEnter }: QueueStatus, hasStream: boolean): number {
  if (canEnter) return defaultPauseMs;
  if (hasStream) return pauseBesideStreamMs;
  return pollAfterMs > 0 ? pollAfterMs : defaultPauseMs;
}
