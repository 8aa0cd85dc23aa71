import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiError, toApiError } from '../../../lib/api/client';
import { sleep as sleepFor } from '../../../lib/api/retry';
import { serverClock } from '../../../lib/serverClock';
import type { SeatChange } from '../live/statuses';
import { available } from '../live/statuses';
import type { BestAvailableRequest, CurrentReservation, Reservation, ReserveSeatsResponse } from '../types';
import { pauseWhenBusy } from './busy';
import { takenMessage, tooManyMessage } from './messages';

/** What the store asks of the server. */
export type SeatApi = {
  reserve(eventId: string, seatIds: string[]): Promise<ReserveSeatsResponse>;
  best(request: BestAvailableRequest): Promise<ReserveSeatsResponse>;
  release(eventId: string, seatIds: string[] | undefined): Promise<CurrentReservation>;
  current(eventId: string): Promise<CurrentReservation>;
};

export type Notify = { info(text: string): void; warning(text: string): void; error(text: string): void };

export type SelectionSetup = {
  eventId: string;
  seatsMax: number;
  api: SeatApi;
  notify: Notify;
  /** "Section 214, row F, seat 12". */
  nameOf: (seatId: string) => string;
  /** Somebody else has these: the map shows it before the live feed says so. */
  onTaken: (seatIds: string[]) => void;
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
};

/** `complete`: every chosen seat is held. `partial`: some were taken, the rest is held. */
export type ReserveOutcome = 'complete' | 'partial' | 'failed';

/**
 * The shopper's choice for one event.
 *
 * `selectedSeats` are the seats chosen and those already held, in the order chosen; the ones in
 * `reservation.seatIds` are held. A seat leaves the choice only by the shopper's hand or with a message.
 */
export type SeatSelection = {
  eventId: string;
  selectedSeats: string[];
  /** Being asked for or being let go. */
  pendingSeats: string[];
  reservation: Reservation | null;
  isReserving: boolean;
  /** When seats are asked for once more, by the server's clock, because too many ask now; null otherwise. */
  asksAgainAt: number | null;
  /** False when the choice is full. */
  addSeat: (seatId: string) => boolean;
  /** A held seat is also let go on the server. */
  removeSeat: (seatId: string) => Promise<void>;
  /** As `removeSeat`, in one call. */
  removeSeats: (seatIds: string[]) => Promise<void>;
  toggleSeat: (seatId: string) => void;
  reserveSeats: () => Promise<ReserveOutcome>;
  reserveBest: (wish: Omit<BestAvailableRequest, 'eventId'>) => Promise<ReserveOutcome>;
  /** Gives up what would be asked for once more. */
  stopAsking: () => void;
  /** Lets go of everything. */
  clear: () => Promise<void>;
  /** Takes up a reservation made before a reload. */
  restore: () => Promise<void>;
  /** The reservation's time has run out. */
  expire: () => void;
  /** The live feed: takes out chosen seats that went to somebody else, and says so. */
  seatsChanged: (changes: readonly SeatChange[]) => void;
};

export type SeatSelectionStore = StoreApi<SeatSelection>;

const attemptsMax = 3;
const retryPauseMs = 600;

export function createSeatSelectionStore(setup: SelectionSetup): SeatSelectionStore {
  const { eventId, seatsMax, api, notify } = setup;
  const sleep = setup.sleep ?? sleepFor;

  return createStore<SeatSelection>((set, get) => {
    const isHeld = (seatId: string) => get().reservation?.seatIds.includes(seatId) ?? false;
    const without = (seats: string[], gone: string[]) => seats.filter((seat) => !gone.includes(seat));
    const drop = (gone: string[]) => set({ selectedSeats: without(get().selectedSeats, gone) });

    /** What the server says we hold replaces what we thought; seats only chosen stay chosen. */
    const adopt = (reservation: Reservation | null) => {
      const old = get().reservation?.seatIds ?? [];
      const chosen = without(get().selectedSeats, old);
      const now = reservation?.seatIds ?? [];
      const kept = get().selectedSeats.filter((seat) => now.includes(seat) || chosen.includes(seat));
      set({ reservation, selectedSeats: [...kept, ...without(now, kept)] });
    };

    const sayTaken = (taken: string[]) => {
      if (taken.length === 0) return;
      const rest = get().selectedSeats;
      const areHeld = rest.length > 0 && rest.every(isHeld);
      notify.warning(takenMessage(taken.map(setup.nameOf), { count: rest.length, areHeld }));
    };

    const take = ({ reservation, unavailableSeats }: ReserveSeatsResponse): ReserveOutcome => {
      setup.onTaken(unavailableSeats);
      drop(unavailableSeats);
      adopt(reservation);
      sayTaken(unavailableSeats);
      return unavailableSeats.length === 0 ? 'complete' : 'partial';
    };

    let stop = new AbortController();

    /** False when the shopper gives up meanwhile. */
    const waitFor = async (pauseMs: number): Promise<boolean> => {
      stop = new AbortController();
      set({ pendingSeats: [], asksAgainAt: serverClock.now() + pauseMs });
      try {
        await sleep(pauseMs, stop.signal);
        return true;
      } catch {
        return false;
      } finally {
        set({ asksAgainAt: null });
      }
    };

    /** Whom the server asks to come later does, with what is chosen then: nobody has to click a second time. */
    const ask = async (
      wanted: () => string[] | undefined,
      call: (seatIds: string[]) => Promise<ReserveSeatsResponse>,
    ): Promise<ReserveOutcome> => {
      set({ isReserving: true });
      try {
        for (let attempt = 1; ; attempt++) {
          const seatIds = wanted();
          if (seatIds === undefined) return 'failed';
          set({ pendingSeats: seatIds });
          try {
            return take(await call(seatIds));
          } catch (problem) {
            const error = toApiError(problem);
            const pauseMs = pauseWhenBusy(error, attempt);
            if (pauseMs === undefined) return await fail(error, seatIds);
            if (!(await waitFor(pauseMs))) return 'failed';
          }
        }
      } finally {
        set({ isReserving: false, pendingSeats: [] });
      }
    };

    const chosenOnly = () => without(get().selectedSeats, get().reservation?.seatIds ?? []);

    const fail = async (error: ApiError, asked: string[]): Promise<ReserveOutcome> => {
      const taken = unavailableSeatsOf(error).filter((seat) => asked.includes(seat));
      if (taken.length > 0) {
        setup.onTaken(taken);
        drop(taken);
        sayTaken(taken);
        return 'failed';
      }
      // The answer was lost for good: the seats may be ours, and only the server knows.
      if (error.isUnanswered) await get().restore();
      if (asked.length > 0 && asked.every(isHeld)) return 'complete';
      notify.error(error.message);
      return 'failed';
    };

    /** Asking again for seats we hold gives the same reservation, so a lost answer is asked for again. */
    const persistently = async <T>(call: () => Promise<T>): Promise<T> => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await call();
        } catch (problem) {
          const isLost = problem instanceof ApiError && problem.isUnanswered && problem.code !== 'bug';
          if (!isLost || attempt >= attemptsMax || navigator.onLine === false) throw problem;
          await sleep(retryPauseMs * attempt);
        }
      }
    };

    const letGo = async (seatIds: string[] | undefined) => {
      const before = get();
      const going = seatIds ?? before.reservation?.seatIds ?? [];
      set({ pendingSeats: [...before.pendingSeats, ...going] });
      try {
        adopt((await persistently(() => api.release(eventId, seatIds))).reservation ?? null);
        return true;
      } catch (problem) {
        notify.error(toApiError(problem).message);
        return false;
      } finally {
        set({ pendingSeats: without(get().pendingSeats, going) });
      }
    };

    return {
      eventId,
      selectedSeats: [],
      pendingSeats: [],
      reservation: null,
      isReserving: false,
      asksAgainAt: null,

      addSeat(seatId) {
        const { selectedSeats } = get();
        if (selectedSeats.includes(seatId)) return true;
        if (selectedSeats.length >= seatsMax) {
          notify.info(tooManyMessage(seatsMax));
          return false;
        }
        set({ selectedSeats: [...selectedSeats, seatId] });
        return true;
      },

      removeSeat: (seatId) => get().removeSeats([seatId]),

      async removeSeats(seatIds) {
        const going = without(seatIds, get().pendingSeats);
        const held = going.filter(isHeld);
        drop(without(going, held));
        if (held.length > 0) await letGo(held);
      },

      toggleSeat(seatId) {
        if (get().selectedSeats.includes(seatId)) void get().removeSeat(seatId);
        else get().addSeat(seatId);
      },

      async reserveSeats() {
        if (get().isReserving) return 'failed';
        if (chosenOnly().length === 0) return get().selectedSeats.length > 0 ? 'complete' : 'failed';
        return ask(
          () => (chosenOnly().length > 0 ? chosenOnly() : undefined),
          (seatIds) => persistently(() => api.reserve(eventId, seatIds)),
        );
      },

      async reserveBest(wish) {
        if (get().isReserving) return 'failed';
        // Not repeated when its answer is lost: a second call would hold other seats besides.
        return ask(
          () => [],
          () => api.best({ ...wish, eventId }),
        );
      },

      stopAsking() {
        stop.abort();
      },

      async clear() {
        if (get().isReserving && get().asksAgainAt === null) return;
        get().stopAsking();
        if (get().reservation !== null && !(await letGo(undefined))) return;
        set({ selectedSeats: [] });
      },

      async restore() {
        try {
          adopt((await api.current(eventId)).reservation ?? null);
        } catch {
          // Nothing is lost: the server refuses or answers the same reservation when seats are asked for.
        }
      },

      expire() {
        get().stopAsking();
        set({ reservation: null, selectedSeats: [], pendingSeats: [], isReserving: false });
      },

      seatsChanged(changes) {
        const { selectedSeats, pendingSeats } = get();
        const taken = changes
          .filter(({ before, after }) => before === available && after !== available)
          .map(({ seat }) => String(seat))
          // A seat we are just asking for turns "held" by our own doing; the answer will say.
          .filter((id) => selectedSeats.includes(id) && !pendingSeats.includes(id) && !isHeld(id));
        if (taken.length === 0) return;
        drop(taken);
        sayTaken(taken);
      },
    };
  });
}

function unavailableSeatsOf(error: ApiError): string[] {
  const { details } = error;
  if (error.code !== 'seats_unavailable' || typeof details !== 'object' || details === null) return [];
  const seats = 'unavailableSeats' in details ? details.unavailableSeats : undefined;
  return Array.isArray(seats) ? seats.filter((seat): seat is string => typeof seat === 'string') : [];
}
