import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../lib/api/client';
import type { RoomApi, RoomOverview } from './roomApi';
import { createRoomStore, shownRoom } from './roomStore';
import { watchRoom } from './roomWatch';
import { room } from './testing/room';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function watch(answers: { read?: () => unknown; adjust?: () => unknown } = {}) {
  const read = vi.fn<RoomApi['read']>(async () => (answers.read?.() ?? room()) as RoomOverview);
  const adjust = vi.fn<RoomApi['adjust']>(async () => (answers.adjust?.() ?? room()) as RoomOverview);
  const store = createRoomStore();
  const watched = watchRoom({ read, adjust }, store);
  return { read, store, watched, stop: watched.start(), shown: () => shownRoom(store.getState()) };
}

const failing = (status: number) => () => {
  throw new ApiError(status, 'failed', 'Failed.');
};

describe('watching a room', () => {
  it('asks every two seconds until it is stopped', async () => {
    const { read, stop } = watch();
    await vi.advanceTimersByTimeAsync(6_100);
    expect(read).toHaveBeenCalledTimes(4);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toHaveBeenCalledTimes(4);
  });

  it('asks more and more slowly while the server is away, and keeps the last numbers', async () => {
    let isAway = false;
    const { read, store, shown } = watch({ read: () => (isAway ? failing(503)() : room({ waiting: 7 })) });
    await vi.advanceTimersByTimeAsync(10);
    isAway = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(read.mock.calls.length).toBeLessThanOrEqual(8);
    expect(store.getState().error?.status).toBe(503);
    expect(shown()?.waiting).toBe(7);
    isAway = false;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(store.getState().error).toBeUndefined();
  });

  it.each([401, 403, 404])('does not ask again after %i', async (status) => {
    const { read } = watch({ read: failing(status) });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('rests while nobody looks, and is up to date when somebody does', async () => {
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const { read } = watch();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).not.toHaveBeenCalled();
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(10);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('keeps what the polls and the server remember for the charts', async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 10, 0, second)).toISOString();
    const seconds = [12, 14, 16];
    const moment = (second: number) => ({ at: at(second), waiting: second, active: 0, admitted: 0 });
    const { store } = watch({
      read: () => room({ history: [moment(0), moment(seconds.shift() ?? 0)] }),
    });
    await vi.advanceTimersByTimeAsync(4_100);
    expect(store.getState().moments.map(({ waiting }) => waiting)).toEqual([0, 12, 14, 16]);
  });
});

describe('changing a room', () => {
  it('shows the change at once, whatever an older answer says', async () => {
    let answer: (overview: RoomOverview) => void = () => {};
    const { watched, shown, read } = watch({
      adjust: () => new Promise<RoomOverview>((resolve) => (answer = resolve)),
    });
    await vi.advanceTimersByTimeAsync(10);
    const done = watched.adjust({ paused: true });
    expect(shown()).toMatchObject({ phase: 'paused', paused: true });
    watched.ask();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(read).toHaveBeenCalledTimes(1);
    expect(shown()?.paused).toBe(true);
    answer(room({ phase: 'paused', paused: true, waiting: 5 }));
    await done;
    expect(shown()).toMatchObject({ paused: true, waiting: 5 });
    await vi.advanceTimersByTimeAsync(2_100);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('drops the answer to a question from before the change', async () => {
    let late: (overview: RoomOverview) => void = () => {};
    const { watched, shown } = watch({
      read: () => new Promise<RoomOverview>((resolve) => (late = resolve)),
      adjust: () => room({ shoppersMax: 9 }),
    });
    await watched.adjust({ shoppersMax: 9 });
    late(room({ shoppersMax: 500 }));
    await vi.advanceTimersByTimeAsync(10);
    expect(shown()?.shoppersMax).toBe(9);
  });

  it('takes the change back when it is refused, and looks how the room is', async () => {
    const { watched, shown, read } = watch({ adjust: failing(422) });
    await vi.advanceTimersByTimeAsync(10);
    const done = expect(watched.adjust({ ratePerMinute: 7 })).rejects.toMatchObject({ status: 422 });
    expect(shown()?.ratePerMinute).toBe(7);
    await done;
    expect(shown()?.ratePerMinute).toBeUndefined();
    await vi.advanceTimersByTimeAsync(10);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('takes the limit of turns away with a rate of 0', async () => {
    const limited = () => room({ ratePerMinute: 60 });
    const { watched, shown } = watch({ read: limited, adjust: () => new Promise(() => {}) });
    await vi.advanceTimersByTimeAsync(10);
    void watched.adjust({ ratePerMinute: 0 });
    expect(shown()?.ratePerMinute).toBeUndefined();
  });
});
