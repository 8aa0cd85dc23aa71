import type { QueueStatus } from './store';

type Ahead = { entrantId: string; ahead: number };

/** Where the browser keeps nothing, the page still does. */
const inMemory = new Map<string, Ahead>();
const keyOf = (eventId: string) => `fairgate.queue.${eventId}.ahead`;

/**
 * How many were ahead when this tab first knew a place, also before a reload: a bar that begins there only goes
 * forward. Undefined while there is no place.
 */
export function keepAhead({ eventId, entrantId, position }: QueueStatus): number | undefined {
  const known = read(eventId);
  const before = known?.entrantId === entrantId ? known.ahead : undefined;
  const ahead = position - 1;
  // Further back than ever before: joined again, at the end.
  if (position === 0 || (before !== undefined && ahead <= before)) return before;
  write(eventId, { entrantId, ahead });
  return ahead;
}

function read(eventId: string): Ahead | undefined {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(keyOf(eventId)) ?? 'null');
    return isAhead(stored) ? stored : inMemory.get(eventId);
  } catch {
    return inMemory.get(eventId);
  }
}

function write(eventId: string, ahead: Ahead): void {
  try {
    sessionStorage.setItem(keyOf(eventId), JSON.stringify(ahead));
  } catch {
    inMemory.set(eventId, ahead);
  }
}

function isAhead(value: unknown): value is Ahead {
  if (typeof value !== 'object' || value === null) return false;
  const { entrantId, ahead } = value as Record<string, unknown>;
  return typeof entrantId === 'string' && typeof ahead === 'number';
}
