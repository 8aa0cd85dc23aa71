import { create } from 'zustand';
import type { components } from './api/schema';
import { serverClock } from './serverClock';
import { storedList } from './storedList';

type QueueStatus = components['schemas']['QueueStatus'];

/** `turn`: kept until it is taken. `in`: the shopping window runs. */
type Step = 'waiting' | 'turn' | 'in';

/** A place of this browser in an event's waiting room, as far as the server's answers have told. */
export type Place = {
  eventId: string;
  eventName: string;
  step: Step;
  /** When turn or window end. */
  until?: string;
  /** When to ask whether the turn has come, by this device's clock. All tabs go by it, so that one asks for all. */
  askAt: number;
};

type PlacesState = {
  places: Place[];
  /** Takes what a status says; without a name one that is known stays. */
  note: (status: QueueStatus, eventName?: string) => void;
  askLater: (eventId: string, askAt: number) => void;
  drop: (eventId: string) => void;
  clear: () => void;
};

/** Who is elsewhere sees only whether the turn has come, and it is kept for minutes: no need to ask more often. */
const shortestPauseMs = 10_000;

const stored = storedList('fairgate.places', isPlace);

export const usePlaces = create<PlacesState>((set, get) => {
  const replace = (places: Place[]) => {
    const running = places.filter(({ until }) => !(until && Date.parse(until) < serverClock.now()));
    set({ places: running });
    stored.write(running);
  };
  const without = (eventId: string) => get().places.filter((place) => place.eventId !== eventId);
  const known = (eventId: string) => get().places.find((place) => place.eventId === eventId);
  return {
    places: stored.read(),
    note(status, eventName = known(status.eventId)?.eventName) {
      const part = partOf(status);
      if (part === undefined || eventName === undefined) get().drop(status.eventId);
      else {
        const askAt = Date.now() + Math.max(shortestPauseMs, status.pollAfterMs);
        replace([...without(status.eventId), { eventId: status.eventId, eventName, askAt, ...part }]);
      }
    },
    askLater(eventId, askAt) {
      const place = known(eventId);
      if (place !== undefined) replace([...without(eventId), { ...place, askAt }]);
    },
    drop(eventId) {
      if (known(eventId) !== undefined) replace(without(eventId));
    },
    clear() {
      if (get().places.length > 0) replace([]);
    },
  };
});

stored.onChange((places) => usePlaces.setState({ places }));

function partOf({ status, phase, canEnter, claimUntil, windowEndsAt }: QueueStatus) {
  if (status === 'active' && windowEndsAt !== undefined) return { step: 'in', until: windowEndsAt } as const;
  if (status !== 'queued' || phase === 'closed') return undefined;
  if (canEnter && claimUntil !== undefined) return { step: 'turn', until: claimUntil } as const;
  return { step: 'waiting' } as const;
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { eventId, eventName, step, until, askAt } = value as Record<string, unknown>;
  return (
    typeof eventId === 'string' &&
    typeof eventName === 'string' &&
    typeof askAt === 'number' &&
    (step === 'waiting' || typeof until === 'string')
  );
}
