import { create } from 'zustand';
import type { components } from './api/schema';
import { storedList } from './storedList';

type QueueStatus = components['schemas']['QueueStatus'];

/** `turn`: kept until it is taken. `in`: the shopping window runs. `lost`: ended in the line, which is yet to be said. */
const steps = ['waiting', 'turn', 'in', 'lost'] as const;
type Step = (typeof steps)[number];

/** A place of this browser in an event's waiting room, as far as the server's answers have told. */
export type Place = {
  eventId: string;
  eventName: string;
  step: Step;
  /** When turn or window end. */
  until?: string;
  /** By the server's clock: answers may overtake each other. */
  toldAt: number;
  pollAfterMs: number;
  /** When to ask what has become of it, by this device's clock. All tabs go by it, so that one asks for all. */
  askAt: number;
};

type PlacesState = {
  places: Place[];
  /** Events whose place a page of this tab keeps, so that nothing else has to. */
  attended: readonly string[];
  /** Answers how to end it. */
  attend: (eventId: string) => () => void;
  /** Takes what a status says; without a name one that is known stays. */
  note: (status: QueueStatus, eventName?: string) => void;
  askLater: (eventId: string, askAt: number) => void;
  /** The same, unless another tab has done so meanwhile. */
  claim: (place: Place, askAt: number) => boolean;
  drop: (eventId: string) => void;
  clear: () => void;
};

/** A device's clock may be wrong by hours, and is corrected only by the first answer. */
const endedLongAgoMs = 86_400_000;
/** No answer is on its way for longer: what seems to be older than that was told by a clock that was set back. */
const longestWayMs = 60_000;
const turnIsOverMs = 1_000;
const defaultPauseMs = 3_000;

const stored = storedList('fairgate.places', isPlace);

export const usePlaces = create<PlacesState>((set, get) => {
  const replace = (places: Place[]) => {
    const recent = places.filter(({ until }) => !(until && Date.parse(until) < Date.now() - endedLongAgoMs));
    set({ places: recent });
    stored.write(recent);
  };
  const without = (eventId: string) => get().places.filter((place) => place.eventId !== eventId);
  const known = (eventId: string) => get().places.find((place) => place.eventId === eventId);
  return {
    places: stored.read(),
    attended: [],
    attend(eventId) {
      set({ attended: [...get().attended, eventId] });
      return () => set({ attended: get().attended.filter((other) => other !== eventId) });
    },
    note(status, eventName = known(status.eventId)?.eventName) {
      const { eventId } = status;
      const before = known(eventId);
      const toldAt = Date.parse(status.serverNow);
      const lateMs = before === undefined ? 0 : before.toldAt - toldAt;
      if (status.status !== 'active' && lateMs > 0 && lateMs < longestWayMs) return;
      const part = partOf(status, before?.step);
      if (part === undefined || eventName === undefined) {
        get().drop(eventId);
        return;
      }
      // Nothing is new about a turn until it ends: then only the server knows whether it was taken.
      const lastsMs = part.step === 'turn' ? Date.parse(part.until) - toldAt + turnIsOverMs : 0;
      const pollAfterMs = status.pollAfterMs || defaultPauseMs;
      const askAt = Date.now() + Math.max(lastsMs, pollAfterMs);
      replace([...without(eventId), { eventId, eventName, toldAt, pollAfterMs, askAt, ...part }]);
    },
    askLater(eventId, askAt) {
      const place = known(eventId);
      if (place !== undefined) replace([...without(eventId), { ...place, askAt }]);
    },
    claim({ eventId, askAt: plannedAt }, askAt) {
      const places = stored.read();
      const isClaimed = places.some((other) => other.eventId === eventId && other.askAt > plannedAt);
      // Who has not heard of the other tab would never plan anew.
      if (isClaimed) set({ places });
      else get().askLater(eventId, askAt);
      return !isClaimed;
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

function partOf(
  { status, phase, canEnter, claimUntil, windowEndsAt }: QueueStatus,
  before: Step | undefined,
) {
  if (status === 'active' && windowEndsAt !== undefined) return { step: 'in', until: windowEndsAt } as const;
  if (phase === 'closed') return undefined;
  if (status === 'not_in_queue' && before !== undefined && before !== 'in') return { step: 'lost' } as const;
  if (status !== 'queued') return undefined;
  if (canEnter && claimUntil !== undefined) return { step: 'turn', until: claimUntil } as const;
  return { step: 'waiting' } as const;
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { eventId, eventName, step, until, ...times } = value as Record<string, unknown>;
  const isRunning = step === 'turn' || step === 'in';
  return (
    typeof eventId === 'string' &&
    typeof eventName === 'string' &&
    steps.some((known) => known === step) &&
    (isRunning ? typeof until === 'string' && !Number.isNaN(Date.parse(until)) : until === undefined) &&
    [times.toldAt, times.pollAfterMs, times.askAt].every(Number.isFinite)
  );
}
