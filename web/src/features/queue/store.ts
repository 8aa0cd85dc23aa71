import { createStore } from 'zustand';
import type { ApiError, Schemas } from '../../lib/api/client';
import { keepAhead } from './ahead';
import { dropProof, type Kept, keep } from './kept';

export type QueueStatus = Schemas['QueueStatus'];

export type QueueState = {
  status: QueueStatus | undefined;
  /** Why the newest answer is missing; the one before stays in `status`. */
  error: ApiError | undefined;
  /** When this page asks again by itself after `error`, by this device's clock; undefined when it does not. */
  retryAt: number | undefined;
  /** Before then the server would refuse again. */
  mayRetryAt: number;
  /** When `status` came, by this device's clock. */
  updatedAt: number | undefined;
  /** People ahead when this tab first knew a place of this entry: where its bar begins. */
  aheadAtFirst: number | undefined;
  /** Receipt and fingerprint, also from before a reload. */
  kept: Kept | undefined;
  isGivenUp: boolean;
  take: (status: QueueStatus, now?: number) => void;
  /** `retryInMs`: when the page asks again by itself. */
  fail: (error: ApiError, retryInMs?: number, now?: number) => void;
  /** The fan gave up the place of `status`; before the draw its receipt is worth nothing from now on. */
  giveUp: () => void;
};

export type QueueStore = ReturnType<typeof createQueueStore>;

/** What one page knows of a fan's place. A place that was shown is never replaced by a later one. */
export function createQueueStore() {
  return createStore<QueueState>()((set, get) => ({
    status: undefined,
    error: undefined,
    retryAt: undefined,
    mayRetryAt: 0,
    updatedAt: undefined,
    aheadAtFirst: undefined,
    kept: undefined,
    isGivenUp: false,
    take(next, now = Date.now()) {
      const status = forwardOnly(get().status, next);
      const aheadAtFirst = keepAhead(status);
      set({ status, error: undefined, updatedAt: now, aheadAtFirst, kept: keep(status, get().kept) });
    },
    fail(error, retryInMs, now = Date.now()) {
      const retryAt = retryInMs === undefined ? undefined : now + retryInMs;
      set({ error, retryAt, mayRetryAt: now + 1_000 * (error.retryAfterSeconds ?? 0) });
    },
    giveUp() {
      const { status, kept } = get();
      set({ isGivenUp: true });
      if (status?.phase !== 'before_draw' || kept === undefined) return;
      set({ kept: dropProof(status.eventId, status.entrantId, kept) });
    },
  }));
}

/** Answers of two ways (stream and polling) may overtake each other; the older one has the later place. */
function forwardOnly(before: QueueStatus | undefined, next: QueueStatus): QueueStatus {
  const isSameEntry = before?.status === 'queued' && next.status === 'queued';
  if (!isSameEntry || before.entrantId !== next.entrantId || before.position === 0) return next;
  return next.position === 0 || next.position > before.position
    ? { ...next, position: before.position }
    : next;
}

/** How much of the way is done, 0 to 1. */
export function progressOf({ status, aheadAtFirst }: QueueState): number {
  if (status === undefined || status.position === 0 || !aheadAtFirst) return status?.canEnter ? 1 : 0;
  return Math.min(1, Math.max(0, 1 - (status.position - 1) / aheadAtFirst));
}
