import { type ApiError, toApiError } from '../../lib/api/client';
import { pauseAfterFailure } from '../../lib/backOff';
import type { RoomApi, RoomChange } from './roomApi';
import type { RoomStore } from './roomStore';

export const pollMs = 2_000;

export type RoomWatch = {
  /** Keeps the store up to date until the returned function is called. */
  start: () => () => void;
  ask: () => void;
  /** Shows the change at once, and takes it back when the server refuses, with an ApiError. */
  adjust: (change: RoomChange) => Promise<void>;
};

/** Nobody gets another answer by asking again. */
export function isRefusal({ status }: ApiError): boolean {
  return status === 400 || status === 401 || status === 403 || status === 404;
}

/** Asks for a room every two seconds while somebody looks, more and more slowly while the server is away. */
export function watchRoom(room: Pick<RoomApi, 'read' | 'adjust'>, store: RoomStore): RoomWatch {
  let isOn = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  const cancel = () => {
    clearTimeout(timer);
    asking?.abort();
    asking = undefined;
  };
  const askIn = (ms: number) => {
    clearTimeout(timer);
    if (isOn) timer = setTimeout(() => void ask(), ms);
  };
  const fail = (error: ApiError) => {
    failures += 1;
    store.getState().fail(error);
    if (!isRefusal(error)) askIn(pauseAfterFailure(failures, pollMs, error.retryAfterSeconds));
  };
  const ask = async () => {
    // An answer that was asked for before a change would show the room without it.
    if (!isOn || store.getState().pending !== undefined) return;
    cancel();
    if (document.visibilityState === 'hidden') return;
    const own = new AbortController();
    asking = own;
    try {
      const overview = await room.read(own.signal);
      if (own.signal.aborted) return;
      failures = 0;
      store.getState().take(overview);
      askIn(pollMs);
    } catch (problem) {
      if (!own.signal.aborted) fail(toApiError(problem));
    }
  };
  const adjust = async (change: RoomChange) => {
    cancel();
    store.getState().expect(change);
    try {
      store.getState().take(await room.adjust(change));
      failures = 0;
      askIn(pollMs);
    } catch (problem) {
      const error = toApiError(problem);
      store.getState().expect(undefined);
      // Without an answer the change may still have been made: only the room itself can tell.
      void ask();
      throw error;
    }
  };
  const lookAgain = () => void ask();

  return {
    start() {
      isOn = true;
      void ask();
      document.addEventListener('visibilitychange', lookAgain);
      window.addEventListener('online', lookAgain);
      return () => {
        isOn = false;
        cancel();
        document.removeEventListener('visibilitychange', lookAgain);
        window.removeEventListener('online', lookAgain);
      };
    },
    ask: lookAgain,
    adjust,
  };
}
