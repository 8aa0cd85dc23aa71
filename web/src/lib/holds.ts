import type { Middleware } from 'openapi-fetch';
import { create } from 'zustand';
import type { components } from './api/schema';
import { usePlaces } from './places';
import { storedList } from './storedList';

type Reservation = components['schemas']['Reservation'];

/** Seats that this browser holds, as far as the server's answers have told: enough to lead back to them. */
export type Hold = { eventId: string; seats: number; expiresAt: string };

type HoldsState = {
  holds: Hold[];
  keep: (hold: Hold) => void;
  drop: (eventId: string) => void;
  clear: () => void;
};

const stored = storedList('fairgate.holds', isHold);

export const useHolds = create<HoldsState>((set, get) => {
  const replace = (holds: Hold[]) => {
    set({ holds });
    stored.write(holds);
  };
  const without = (eventId: string) => get().holds.filter((hold) => hold.eventId !== eventId);
  return {
    holds: stored.read(),
    keep: (hold) => replace([...without(hold.eventId), hold]),
    drop: (eventId) => {
      if (without(eventId).length < get().holds.length) replace(without(eventId));
    },
    clear: () => replace([]),
  };
});

stored.onChange((holds) => useHolds.setState({ holds }));

const released = new WeakMap<Request, Request>();

/** Reads holds out of the answers that have them, so that nothing has to ask for them once more. */
export const holdsWatch: Middleware = {
  onRequest({ schemaPath, request }) {
    // Its answer does not name the event, and a body can be read once.
    if (schemaPath === '/api/seats/release') released.set(request, request.clone());
  },
  onResponse({ schemaPath, request, params, response }) {
    if (!response.ok || !watched.has(schemaPath)) return;
    const answer = response.clone();
    const asked = released.get(request);
    void note(schemaPath, params.query?.eventId, answer, asked).catch(() => {
      // Whoever asked finds out that the answer cannot be read.
    });
  },
};

const watched = new Set([
  '/api/seats/reserve',
  '/api/seats/best-available',
  '/api/seats/release',
  '/api/reservations/current',
  '/api/checkout',
  '/api/auth/logout',
]);

async function note(path: string, eventInQuery: unknown, answer: Response, asked: Request | undefined) {
  const { keep, drop, clear } = useHolds.getState();
  const { data } = (await answer.json()) as {
    data: { reservation?: Reservation | null; eventId?: string };
  };
  const places = usePlaces.getState();
  if (path === '/api/auth/logout') {
    clear();
    places.clear();
  } else if (data.reservation) keep(holdOf(data.reservation));
  else {
    // No reservation (any more): read as none, let go, or paid for.
    const body = asked === undefined ? undefined : ((await asked.json()) as { eventId: string });
    const eventId = body?.eventId ?? data.eventId ?? eventInQuery;
    if (typeof eventId !== 'string') return;
    drop(eventId);
    // Whoever has paid makes room for the next; who stands in line again stays there.
    const isIn = places.places.some((place) => place.eventId === eventId && place.step === 'in');
    if (path === '/api/checkout' && isIn) places.drop(eventId);
  }
}

function holdOf({ eventId, seatIds, expiresAt }: Reservation): Hold {
  return { eventId, seats: seatIds.length, expiresAt };
}

function isHold(value: unknown): value is Hold {
  if (typeof value !== 'object' || value === null) return false;
  const { eventId, seats, expiresAt } = value as Record<string, unknown>;
  return typeof eventId === 'string' && typeof seats === 'number' && typeof expiresAt === 'string';
}
