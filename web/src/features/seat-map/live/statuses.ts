import type { Availability, AvailabilityChange, CompactAvailability } from '../types';

/** The numbers the server uses for a seat's status. */
export const available = 0;
export const held = 1;
export const sold = 2;

export type SeatChange = { seat: number; before: number; after: number };

/** All seats' statuses as of a version. `statuses` is changed in place: 100,000 seats are not copied a message. */
export type LiveSeats = { version: number; availability: Availability; statuses: Uint8Array };

/** Throws a RangeError when the text is too short: half a map shown as free would be a lie. */
export function decodeStatuses(base64: string, seatCount: number): Uint8Array {
  const bytes = atob(base64);
  if (bytes.length < Math.ceil(seatCount / 4)) throw new RangeError('the statuses are cut off');
  const statuses = new Uint8Array(seatCount);
  for (let seat = 0; seat < seatCount; seat++) {
    const status = (bytes.charCodeAt(seat >> 2) >> (2 * (seat & 3))) & 3;
    // The fourth value means nothing yet; a seat nobody can explain is not for sale.
    statuses[seat] = status > sold ? sold : status;
  }
  return statuses;
}

/**
 * Takes over a snapshot and tells which seats differ. An older one than what is held changes nothing, unless it
 * `supersedes`: a server that was set back counts from a lower number again.
 */
export function applySnapshot(
  live: LiveSeats,
  snapshot: CompactAvailability,
  supersedes = false,
): SeatChange[] {
  if (snapshot.version < live.version && !supersedes) return [];
  const next = decodeStatuses(snapshot.statuses, live.statuses.length);
  const changes: SeatChange[] = [];
  for (let seat = 0; seat < next.length; seat++) {
    const before = live.statuses[seat] as number;
    const after = next[seat] as number;
    if (before !== after) changes.push({ seat, before, after });
  }
  live.statuses.set(next);
  live.version = snapshot.version;
  live.availability = snapshot.availability;
  return changes;
}

/** `gap`: the change builds on a version that is not held, so that everything has to be read again. */
export type Applied = { kind: 'applied'; changes: SeatChange[] } | { kind: 'old' } | { kind: 'gap' };

/** `version` is the one that `change` leads to. */
export function applyChange(live: LiveSeats, change: AvailabilityChange, version: number): Applied {
  if (version <= live.version) return { kind: 'old' };
  if (version - change.steps !== live.version) return { kind: 'gap' };
  const changes: SeatChange[] = [];
  for (let i = 0; i + 1 < change.changes.length; i += 2) {
    const seat = change.changes[i] as number;
    const after = change.changes[i + 1] as number;
    const before = live.statuses[seat];
    if (before === undefined || after > sold) return { kind: 'gap' };
    if (before === after) continue;
    live.statuses[seat] = after;
    changes.push({ seat, before, after });
  }
  live.version = version;
  live.availability = countAgain(live.availability, changes);
  return { kind: 'applied', changes };
}

const countNames = ['available', 'held', 'sold'] as const;

/** The counts after `changes` that are already in the statuses. */
export function countAgain(counted: Availability, changes: readonly SeatChange[]): Availability {
  const counts = { ...counted };
  for (const { before, after } of changes) {
    counts[countNames[before] ?? 'sold']--;
    counts[countNames[after] ?? 'sold']++;
  }
  return counts;
}
