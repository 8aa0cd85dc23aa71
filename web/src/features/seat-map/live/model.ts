import type { ExpandedPlan } from '../canvas/expand';
import type { Availability, AvailabilityChange, CompactAvailability, EventStatus } from '../types';
import type { Connection } from './feed';
import {
  applyChange,
  applySnapshot,
  available,
  countAgain,
  held,
  type LiveSeats,
  type SeatChange,
} from './statuses';
import { countFree, emptyTally, type Tally, updateTally } from './tally';

/** What changes rarely enough for React to look at. */
export type LiveSummary = {
  isKnown: boolean;
  version: number;
  availability: Availability;
  eventStatus: EventStatus;
  /** The server cannot ask its store: this is what it knew last. */
  isStale: boolean;
  connection: Connection;
};

/**
 * The seats' statuses and what is counted from them, for one event on one page.
 * The canvas listens to `onSeats` and reads the arrays; React reads `summary` through `subscribe`.
 */
export type LiveModel = {
  readonly statuses: Uint8Array;
  readonly tally: Tally;
  summary(): LiveSummary;
  subscribe(listener: () => void): () => void;
  onSeats(listener: (changes: readonly SeatChange[]) => void): () => void;
  takeSnapshot(snapshot: CompactAvailability, supersedes?: boolean): void;
  /** False on a gap in the versions. */
  takeChange(change: AvailabilityChange, version: number): boolean;
  takeStatus(status: EventStatus): void;
  takeFreshness(isStale: boolean): void;
  takeConnection(connection: Connection): void;
  /** Known from a refused reservation, before the feed tells. */
  markTaken(seats: readonly number[]): void;
};

export function createLiveModel(
  plan: ExpandedPlan,
  start: { availability: Availability; status: EventStatus },
): LiveModel {
  const live: LiveSeats = {
    version: 0,
    availability: start.availability,
    statuses: new Uint8Array(plan.seatCount),
  };
  let tally = emptyTally(plan);
  let summary: LiveSummary = {
    isKnown: false,
    version: 0,
    availability: start.availability,
    eventStatus: start.status,
    isStale: false,
    connection: 'connecting',
  };
  const listeners = new Set<() => void>();
  const seatListeners = new Set<(changes: readonly SeatChange[]) => void>();

  function publish(part: Partial<LiveSummary>): void {
    summary = { ...summary, ...part };
    for (const listener of listeners) listener();
  }

  function seatsChanged(changes: SeatChange[]): void {
    updateTally(tally, plan, changes);
    for (const listener of seatListeners) listener(changes);
    publish({ isKnown: true, version: live.version, availability: live.availability });
  }

  return {
    get statuses() {
      return live.statuses;
    },
    get tally() {
      return tally;
    },
    summary: () => summary,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onSeats(listener) {
      seatListeners.add(listener);
      return () => seatListeners.delete(listener);
    },
    takeSnapshot(snapshot, supersedes = false) {
      if (snapshot.seatCount !== plan.seatCount) {
        throw new RangeError(`the plan has ${plan.seatCount} seats, the snapshot ${snapshot.seatCount}`);
      }
      const isFirst = !summary.isKnown;
      const changes = applySnapshot(live, snapshot, supersedes);
      if (snapshot.eventStatus !== summary.eventStatus) publish({ eventStatus: snapshot.eventStatus });
      if (snapshot.stale !== summary.isStale) publish({ isStale: snapshot.stale });
      if (isFirst) tally = countFree(plan, live.statuses);
      // The first one replaces ignorance: nobody "just took" anything.
      seatsChanged(isFirst ? [] : changes);
    },
    takeChange(change, version) {
      if (!summary.isKnown) return false;
      const applied = applyChange(live, change, version);
      if (applied.kind === 'applied') seatsChanged(applied.changes);
      return applied.kind !== 'gap';
    },
    takeStatus(eventStatus) {
      if (eventStatus !== summary.eventStatus) publish({ eventStatus });
    },
    takeFreshness(isStale) {
      if (isStale !== summary.isStale) publish({ isStale });
    },
    takeConnection(connection) {
      if (connection !== summary.connection) publish({ connection });
    },
    markTaken(seats) {
      const changes: SeatChange[] = [];
      for (const seat of seats) {
        if (live.statuses[seat] !== available) continue;
        live.statuses[seat] = held;
        changes.push({ seat, before: available, after: held });
      }
      live.availability = countAgain(live.availability, changes);
      if (changes.length > 0) seatsChanged(changes);
    },
  };
}
