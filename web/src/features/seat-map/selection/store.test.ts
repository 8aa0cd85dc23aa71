import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../lib/api/client';
import { expandPlan } from '../canvas/expand';
import { makeStadium } from '../testing/stadium';
import type { Reservation } from '../types';
import { sectionTitle } from './seatNames';
import { singlesLeftBy } from './singles';
import { createSeatSelectionStore, type SeatApi } from './store';

const serverNow = '2026-11-23T22:00:00Z';

function reservationOf(seatIds: string[]): Reservation {
  return {
    id: '0000000000009',
    sessionId: '0000000000008',
    eventId: 'e',
    seatIds,
    seats: [],
    subtotal: 1000 * seatIds.length,
    fees: 0,
    totalAmount: 1000 * seatIds.length,
    currency: 'USD',
    expiresAt: '2026-11-23T22:10:00Z',
    status: 'active',
  };
}

function setUp() {
  const api = {
    reserve: vi.fn<SeatApi['reserve']>(async (_, seatIds) => ({
      reservation: reservationOf(seatIds),
      serverNow,
      unavailableSeats: [],
    })),
    best: vi.fn<SeatApi['best']>(),
    release: vi.fn<SeatApi['release']>(async () => ({ serverNow })),
    current: vi.fn<SeatApi['current']>(async () => ({ serverNow })),
  };
  const notify = { info: vi.fn(), warning: vi.fn(), error: vi.fn() };
  const onTaken = vi.fn();
  const sleep = vi.fn<(ms: number, signal?: AbortSignal) => Promise<void>>(async () => {});
  const store = createSeatSelectionStore({
    eventId: 'e',
    seatsMax: 6,
    api,
    notify,
    nameOf: (id) => `Section 214, row F, seat ${id}`,
    onTaken,
    sleep,
  });
  const state = () => store.getState();
  const choose = (...seats: string[]) => {
    for (const seat of seats) state().addSeat(seat);
  };
  return { api, notify, onTaken, sleep, state, choose };
}

const lost = () => new ApiError(0, 'timeout', 'The server took too long to answer.');
const taken = (seat: number) => ({ seat, before: 0, after: 1 });

describe('choosing seats', () => {
  it('is there at once, in the order chosen', () => {
    const { state, choose } = setUp();
    choose('12', '7');
    expect(state().selectedSeats).toEqual(['12', '7']);
  });

  it('refuses the seventh and says how many one may have', () => {
    const { state, choose, notify } = setUp();
    choose('1', '2', '3', '4', '5', '6', '7');
    expect(state().selectedSeats).toHaveLength(6);
    expect(notify.info).toHaveBeenCalledExactlyOnceWith('You can choose at most 6 seats.');
  });

  it('lets go of a seat that is only chosen without asking the server', async () => {
    const { state, choose, api } = setUp();
    choose('1', '2');
    await state().removeSeat('1');
    expect(state().selectedSeats).toEqual(['2']);
    expect(api.release).not.toHaveBeenCalled();
  });
});

describe('when too many ask', () => {
  const busy = (seconds?: number) => new ApiError(503, 'busy', 'Very many people.', undefined, seconds);

  it('asks again by itself after the time the server gave', async () => {
    const { state, choose, api, sleep, notify } = setUp();
    api.reserve.mockRejectedValueOnce(busy(4)).mockRejectedValueOnce(busy(2));
    sleep.mockImplementation(async () => {
      expect(state()).toMatchObject({ isReserving: true, pendingSeats: [] });
      expect(state().asksAgainAt).not.toBeNull();
    });
    choose('1', '2');
    expect(await state().reserveSeats()).toBe('complete');
    const pauses = sleep.mock.calls.map(([ms]) => Math.floor(ms / 1_000));
    expect(pauses).toEqual([4, 2]);
    expect(state()).toMatchObject({ isReserving: false, asksAgainAt: null });
    expect(notify.error).not.toHaveBeenCalled();
  });

  it('asks for what is chosen by then', async () => {
    const { state, choose, api, sleep } = setUp();
    api.reserve.mockRejectedValueOnce(busy(1));
    sleep.mockImplementationOnce(async () => state().seatsChanged([taken(1)]));
    choose('1', '2');
    await state().reserveSeats();
    expect(api.reserve).toHaveBeenLastCalledWith('e', ['2']);
  });

  it('asks for nothing when everything was taken meanwhile', async () => {
    const { state, choose, api, sleep } = setUp();
    api.reserve.mockRejectedValueOnce(busy(1));
    sleep.mockImplementationOnce(async () => state().seatsChanged([taken(1)]));
    choose('1');
    expect(await state().reserveSeats()).toBe('failed');
    expect(api.reserve).toHaveBeenCalledOnce();
  });

  it('looks for the best seats again as well', async () => {
    const { state, api } = setUp();
    api.best.mockRejectedValueOnce(busy(1)).mockResolvedValueOnce({
      reservation: reservationOf(['5', '6']),
      serverNow,
      unavailableSeats: [],
    });
    expect(await state().reserveBest({ quantity: 2 })).toBe('complete');
  });

  it.each(['stopAsking', 'clear', 'expire'] as const)('stops on %s', async (how) => {
    const { state, choose, api, sleep } = setUp();
    api.reserve.mockRejectedValueOnce(busy(10));
    sleep.mockImplementationOnce(
      (_, signal) => new Promise((_done, fail) => signal?.addEventListener('abort', fail)),
    );
    choose('1');
    const outcome = state().reserveSeats();
    await vi.waitFor(() => expect(state().asksAgainAt).not.toBeNull());
    await state()[how]();
    expect(await outcome).toBe('failed');
    expect(api.reserve).toHaveBeenCalledOnce();
    expect(state()).toMatchObject({ isReserving: false, asksAgainAt: null });
  });

  it.each([
    ['without a time', busy()],
    ['for long', busy(60)],
    ['when it may have happened', new ApiError(503, 'unavailable', 'Broken.', undefined, 1)],
  ])('says so instead of waiting %s', async (_, error) => {
    const { state, choose, api, sleep, notify } = setUp();
    api.reserve.mockRejectedValueOnce(error);
    choose('1');
    expect(await state().reserveSeats()).toBe('failed');
    expect(sleep).not.toHaveBeenCalled();
    expect(notify.error).toHaveBeenCalledExactlyOnceWith(error.message);
  });

  it('gives up in the end', async () => {
    const { state, choose, api, notify } = setUp();
    api.reserve.mockRejectedValue(busy(1));
    choose('1');
    expect(await state().reserveSeats()).toBe('failed');
    expect(api.reserve).toHaveBeenCalledTimes(6);
    expect(notify.error).toHaveBeenCalledOnce();
  });
});

describe('reserving', () => {
  it('holds all chosen seats', async () => {
    const { state, choose, api } = setUp();
    choose('1', '2');
    const outcome = state().reserveSeats();
    expect(state().isReserving).toBe(true);
    expect(state().pendingSeats).toEqual(['1', '2']);
    expect(await outcome).toBe('complete');
    expect(api.reserve).toHaveBeenCalledWith('e', ['1', '2']);
    expect(state()).toMatchObject({ isReserving: false, pendingSeats: [], selectedSeats: ['1', '2'] });
    expect(state().reservation?.seatIds).toEqual(['1', '2']);
  });

  it('flips the taken seat alone, keeps the rest and says so', async () => {
    const { state, choose, api, notify, onTaken } = setUp();
    choose('10', '11', '12', '13');
    api.reserve.mockResolvedValueOnce({
      reservation: reservationOf(['10', '11', '13']),
      serverNow,
      unavailableSeats: ['12'],
    });
    expect(await state().reserveSeats()).toBe('partial');
    expect(state().selectedSeats).toEqual(['10', '11', '13']);
    expect(onTaken).toHaveBeenCalledWith(['12']);
    expect(notify.warning).toHaveBeenCalledExactlyOnceWith(
      'Section 214, row F, seat 12 was just taken. Your 3 other seats are still held.',
    );
  });

  it('drops all of them when all are taken, and keeps what was held before', async () => {
    const { state, choose, api, notify } = setUp();
    choose('1');
    await state().reserveSeats();
    choose('2', '3');
    api.reserve.mockRejectedValueOnce(
      new ApiError(409, 'seats_unavailable', 'Taken.', { unavailableSeats: ['2', '3'] }),
    );
    expect(await state().reserveSeats()).toBe('failed');
    expect(state().selectedSeats).toEqual(['1']);
    expect(state().reservation?.seatIds).toEqual(['1']);
    expect(notify.warning.mock.calls[0]?.[0]).toContain('Your other seat is still held.');
  });

  it('asks only for what is not held yet', async () => {
    const { state, choose, api } = setUp();
    choose('1');
    await state().reserveSeats();
    choose('2');
    api.reserve.mockResolvedValueOnce({
      reservation: reservationOf(['1', '2']),
      serverNow,
      unavailableSeats: [],
    });
    await state().reserveSeats();
    expect(api.reserve).toHaveBeenLastCalledWith('e', ['2']);
    expect(await state().reserveSeats()).toBe('complete');
    expect(api.reserve).toHaveBeenCalledTimes(2);
  });

  it('asks again when the answer was lost', async () => {
    const { state, choose, api } = setUp();
    choose('1');
    api.reserve.mockRejectedValueOnce(lost());
    expect(await state().reserveSeats()).toBe('complete');
    expect(api.reserve).toHaveBeenCalledTimes(2);
  });

  it('looks up what it holds when no answer ever comes', async () => {
    const { state, choose, api, notify } = setUp();
    choose('1', '2');
    api.reserve.mockRejectedValue(lost());
    api.current.mockResolvedValue({ reservation: reservationOf(['1', '2']), serverNow });
    expect(await state().reserveSeats()).toBe('complete');
    expect(notify.error).not.toHaveBeenCalled();
  });

  it('keeps the choice and tells the reason when the server refuses', async () => {
    const { state, choose, api, notify } = setUp();
    choose('1');
    api.reserve.mockRejectedValueOnce(new ApiError(403, 'not_admitted', 'It is not your turn yet.'));
    expect(await state().reserveSeats()).toBe('failed');
    expect(state()).toMatchObject({ selectedSeats: ['1'], isReserving: false, pendingSeats: [] });
    expect(notify.error).toHaveBeenCalledWith('It is not your turn yet.');
  });

  it('does not hold twice when pressed twice', async () => {
    const { state, choose, api } = setUp();
    choose('1');
    const both = [state().reserveSeats(), state().reserveSeats()];
    expect(await Promise.all(both)).toEqual(['complete', 'failed']);
    expect(api.reserve).toHaveBeenCalledTimes(1);
  });

  it('never repeats a search for the best seats, which would hold more seats', async () => {
    const { state, api } = setUp();
    api.best.mockRejectedValue(lost());
    api.current.mockResolvedValue({ reservation: reservationOf(['4', '5']), serverNow });
    await state().reserveBest({ quantity: 2 });
    expect(api.best).toHaveBeenCalledTimes(1);
    expect(state().selectedSeats).toEqual(['4', '5']);
  });
});

describe('what is held', () => {
  it('comes back after a reload, beside seats chosen meanwhile', async () => {
    const { state, choose, api } = setUp();
    choose('9');
    api.current.mockResolvedValueOnce({ reservation: reservationOf(['3']), serverNow });
    await state().restore();
    expect(state().selectedSeats).toEqual(['9', '3']);
    expect(state().reservation?.seatIds).toEqual(['3']);
  });

  it('is let go on the server, seat by seat', async () => {
    const { state, choose, api } = setUp();
    choose('1', '2');
    await state().reserveSeats();
    api.release.mockResolvedValueOnce({ reservation: reservationOf(['2']), serverNow });
    await state().removeSeat('1');
    expect(api.release).toHaveBeenCalledWith('e', ['1']);
    expect(state().selectedSeats).toEqual(['2']);
  });

  it('stays when letting go fails', async () => {
    const { state, choose, api, notify } = setUp();
    choose('1');
    await state().reserveSeats();
    api.release.mockRejectedValue(new ApiError(503, 'unavailable', 'Try again soon.'));
    await state().clear();
    expect(state().selectedSeats).toEqual(['1']);
    expect(notify.error).toHaveBeenCalledWith('Try again soon.');
  });

  it('is gone when its time is up', async () => {
    const { state, choose } = setUp();
    choose('1');
    await state().reserveSeats();
    state().expire();
    expect(state()).toMatchObject({ reservation: null, selectedSeats: [] });
  });
});

describe('live changes', () => {
  it('take a chosen seat out with a word', () => {
    const { state, choose, notify } = setUp();
    choose('1', '2');
    state().seatsChanged([taken(1), taken(5)]);
    expect(state().selectedSeats).toEqual(['2']);
    expect(notify.warning).toHaveBeenCalledExactlyOnceWith(
      'Section 214, row F, seat 1 was just taken. Your other seat is still selected.',
    );
  });

  it('are our own doing for seats we hold or are asking for', async () => {
    const { state, choose, notify } = setUp();
    choose('1');
    const asking = state().reserveSeats();
    state().seatsChanged([taken(1)]);
    await asking;
    state().seatsChanged([taken(1)]);
    expect(state().selectedSeats).toEqual(['1']);
    expect(notify.warning).not.toHaveBeenCalled();
  });

  it('that free a seat take nothing away', () => {
    const { state, choose, notify } = setUp();
    choose('1');
    state().seatsChanged([{ seat: 1, before: 1, after: 0 }]);
    expect(state().selectedSeats).toEqual(['1']);
    expect(notify.warning).not.toHaveBeenCalled();
  });
});

describe('a seat left on its own', () => {
  const plan = expandPlan(makeStadium(6_000));
  const free = () => new Uint8Array(plan.seatCount);

  it('is found between the choice and the end of the row', () => {
    expect(singlesLeftBy(plan, free(), [1])).toEqual([0]);
    expect(singlesLeftBy(plan, free(), [0])).toEqual([]);
  });

  it('is found between the choice and a taken seat, or within the choice', () => {
    const statuses = free();
    statuses[4] = 2;
    expect(singlesLeftBy(plan, statuses, [6])).toEqual([5]);
    expect(singlesLeftBy(plan, free(), [10, 12])).toEqual([11]);
  });

  it('is not looked for in another row', () => {
    const end = (plan.rows[0]?.seatCount ?? 0) - 1;
    expect(singlesLeftBy(plan, free(), [end])).toEqual([]);
  });
});

describe('names', () => {
  it('say "Section" before a code and leave a name alone', () => {
    expect(['214', 'B', 'A12', 'Ground floor', 'Balcony'].map(sectionTitle)).toEqual([
      'Section 214',
      'Section B',
      'Section A12',
      'Ground floor',
      'Balcony',
    ]);
  });
});
