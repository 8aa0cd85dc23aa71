import { createStore } from 'zustand';
import type { ApiError } from '../../lib/api/client';
import { type Moment, mergeMoments } from './moments';
import type { RoomChange, RoomOverview } from './roomApi';

export type RoomState = {
  /** As the server told it last. */
  told: RoomOverview | undefined;
  /** A change that the server has not answered yet; the page shows it as done. */
  pending: RoomChange | undefined;
  moments: Moment[];
  /** Why the newest answer is missing; the one before stays. */
  error: ApiError | undefined;
  /** When `told` came, by this device's clock. */
  updatedAt: number | undefined;
  take: (overview: RoomOverview, now?: number) => void;
  fail: (error: ApiError) => void;
  expect: (change: RoomChange | undefined) => void;
};

export type RoomStore = ReturnType<typeof createRoomStore>;

/** What one page knows of one room. */
export function createRoomStore() {
  return createStore<RoomState>()((set, get) => ({
    told: undefined,
    pending: undefined,
    moments: [],
    error: undefined,
    updatedAt: undefined,
    take: (told, now = Date.now()) =>
      set({
        told,
        pending: undefined,
        error: undefined,
        updatedAt: now,
        moments: mergeMoments(get().moments, told.history),
      }),
    fail: (error) => set({ error }),
    expect: (pending) => set({ pending }),
  }));
}

/** The room with the pending change in it. */
export function shownRoom({ told, pending }: RoomState): RoomOverview | undefined {
  return told && pending ? withChange(told, pending) : told;
}

export function withChange(room: RoomOverview, change: RoomChange): RoomOverview {
  const next = { ...room };
  if (change.shoppersMax !== undefined) next.shoppersMax = change.shoppersMax;
  if (change.ratePerMinute === 0) delete next.ratePerMinute;
  else if (change.ratePerMinute !== undefined) next.ratePerMinute = change.ratePerMinute;
  if (change.paused !== undefined) next.paused = change.paused;
  if (change.paused === true && (room.phase === 'open' || room.phase === 'sold_out')) next.phase = 'paused';
  if (change.paused === false && room.phase === 'paused') next.phase = 'open';
  return next;
}
