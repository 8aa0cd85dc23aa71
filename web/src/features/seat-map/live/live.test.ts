import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expandPlan } from '../canvas/expand';
import { encodeStatuses, makeChange, makeSnapshot, makeStadium, makeStatuses } from '../testing/stadium';
import { type FeedTransport, pollOnSaleMs, pollOtherwiseMs, type StreamHandlers, startFeed } from './feed';
import { createLiveModel } from './model';
import { applyChange, applySnapshot, decodeStatuses, type LiveSeats } from './statuses';
import { countFree, freeInSection } from './tally';

const none = { available: 0, held: 0, sold: 0 };
const liveOf = (statuses: number[], version = 5): LiveSeats => ({
  version,
  availability: none,
  statuses: Uint8Array.from(statuses),
});

describe('decodeStatuses', () => {
  it('reads two bits a seat, the lowest first', () => {
    // 0b10_01_00_01 = 0x91: seats 1, 0, 1, 2; then 0b00_00_00_10.
    expect([...decodeStatuses(btoa('\x91\x02'), 5)]).toEqual([1, 0, 1, 2, 2]);
  });

  it('takes back what was encoded, whatever the count', () => {
    for (const count of [0, 1, 3, 4, 5, 1023]) {
      const statuses = Uint8Array.from({ length: count }, (_, i) => (i * 7) % 3);
      expect(decodeStatuses(encodeStatuses(statuses), count)).toEqual(statuses);
    }
  });

  it('refuses a text that ends too early', () => {
    expect(() => decodeStatuses(btoa('\x00'), 5)).toThrow(RangeError);
  });

  it('never shows an unknown status as free', () => {
    expect([...decodeStatuses(btoa('\x03'), 1)]).toEqual([2]);
  });
});

describe('applyChange', () => {
  it('applies a change that builds on the version held', () => {
    const live = liveOf([0, 0, 1]);
    const applied = applyChange(live, makeChange([0, 1, 2, 0], 1), 6);
    expect(applied).toEqual({
      kind: 'applied',
      changes: [
        { seat: 0, before: 0, after: 1 },
        { seat: 2, before: 1, after: 0 },
      ],
    });
    expect([...live.statuses]).toEqual([1, 0, 0]);
    expect(live.version).toBe(6);
  });

  it('tells a gap and leaves everything as it is', () => {
    const live = liveOf([0, 0]);
    expect(applyChange(live, makeChange([0, 2], 1), 7).kind).toBe('gap');
    expect([...live.statuses]).toEqual([0, 0]);
    expect(live.version).toBe(5);
  });

  it('passes over what is already known', () => {
    const live = liveOf([0]);
    expect(applyChange(live, makeChange([0, 2], 1), 5).kind).toBe('old');
    expect([...live.statuses]).toEqual([0]);
  });

  it('reads everything anew when a change speaks of a seat that does not exist', () => {
    expect(applyChange(liveOf([0]), makeChange([9, 1], 1), 6).kind).toBe('gap');
  });
});

describe('applySnapshot', () => {
  it('tells the seats that differ', () => {
    const live = liveOf([0, 1, 2]);
    const changes = applySnapshot(live, makeSnapshot(Uint8Array.from([2, 1, 2]), 9));
    expect(changes).toEqual([{ seat: 0, before: 0, after: 2 }]);
    expect(live.version).toBe(9);
  });

  it('does not go back, unless the snapshot supersedes', () => {
    const live = liveOf([0]);
    const old = makeSnapshot(Uint8Array.from([2]), 3);
    expect(applySnapshot(live, old)).toEqual([]);
    expect(applySnapshot(live, old, true)).toHaveLength(1);
    expect(live.version).toBe(3);
  });
});

describe('the live model', () => {
  const seatingPlan = makeStadium(7_000);
  const plan = expandPlan(seatingPlan);
  const statuses = makeStatuses(seatingPlan);
  const start = { availability: none, status: 'on_sale' as const };

  it('keeps its counts equal to counting anew, change by change', () => {
    const model = createLiveModel(plan, start);
    model.takeSnapshot(makeSnapshot(statuses));
    for (let step = 0; step < 50; step++) {
      const changes = Array.from({ length: 20 }, (_, i) => [
        (step * 131 + i * 37) % plan.seatCount,
        (step + i) % 3,
      ]);
      model.markTaken([(step * 53) % plan.seatCount]);
      expect(model.takeChange(makeChange(changes.flat(), 20), 20 * step + 21)).toBe(true);
    }
    const count = (status: number) => model.statuses.filter((other) => other === status).length;
    expect(model.summary().availability).toEqual({ available: count(0), held: count(1), sold: count(2) });
    expect(model.tally).toEqual(countFree(plan, model.statuses));
    expect(freeInSection(model.tally, 0)).toBeGreaterThan(0);
  });

  it('does not call the first snapshot a change: nobody just took those seats', () => {
    const model = createLiveModel(plan, start);
    const seen = vi.fn();
    model.onSeats(seen);
    model.takeSnapshot(makeSnapshot(statuses));
    expect(seen).toHaveBeenCalledExactlyOnceWith([]);
  });

  it('knows whether it is stale from snapshots and from the stream', () => {
    const model = createLiveModel(plan, start);
    model.takeSnapshot({ ...makeSnapshot(statuses), stale: true });
    expect(model.summary().isStale).toBe(true);
    model.takeFreshness(false);
    expect(model.summary().isStale).toBe(false);
  });

  it('asks for everything when a change comes before the first snapshot', () => {
    expect(createLiveModel(plan, start).takeChange(makeChange([]), 1)).toBe(false);
  });
});

describe('the feed', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const snapshot = makeSnapshot(Uint8Array.from([0]));
  function setUp(options: { hasStream?: boolean; isOnSale?: boolean } = {}) {
    const streams: StreamHandlers[] = [];
    const closed = vi.fn();
    const fetchAvailability = vi.fn<FeedTransport['fetchAvailability']>(async () => ({
      kind: 'fresh',
      snapshot,
      etag: '"1"',
    }));
    const handlers = {
      onSnapshot: vi.fn(),
      onChange: vi.fn(() => true),
      onStatus: vi.fn(),
      onFreshness: vi.fn(),
      onConnection: vi.fn(),
    };
    const feed = startFeed({
      transport: {
        openStream:
          options.hasStream === false
            ? undefined
            : (stream) => {
                streams.push(stream);
                return closed;
              },
        fetchAvailability,
      },
      handlers,
      isOnSale: options.isOnSale ?? true,
      random: () => 0.5,
    });
    return { feed, streams, closed, fetchAvailability, handlers };
  }
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('passes on that the server knows no better', () => {
    const { streams, handlers } = setUp();
    streams[0]?.onMessage('snapshot', JSON.stringify(snapshot), '1');
    streams[0]?.onMessage('freshness', JSON.stringify({ stale: true }), '1');
    expect(handlers.onFreshness).toHaveBeenLastCalledWith(true);
  });

  it('does not poll while the stream speaks', async () => {
    const { streams, fetchAvailability, handlers } = setUp();
    streams[0]?.onMessage('snapshot', JSON.stringify(snapshot), '1');
    await pass(120_000);
    expect(fetchAvailability).not.toHaveBeenCalled();
    expect(handlers.onConnection).toHaveBeenLastCalledWith('live');
  });

  it('polls every 5 s on sale and every 30 s otherwise where there is no stream', async () => {
    const onSale = setUp({ hasStream: false });
    await pass(4 * pollOnSaleMs + 10);
    expect(onSale.fetchAvailability).toHaveBeenCalledTimes(5);
    onSale.feed.close();

    const upcoming = setUp({ hasStream: false, isOnSale: false });
    await pass(pollOtherwiseMs - 10);
    expect(upcoming.fetchAvailability).toHaveBeenCalledTimes(1);
    await pass(20);
    expect(upcoming.fetchAvailability).toHaveBeenCalledTimes(2);
    upcoming.feed.setOnSale(true);
    await pass(pollOnSaleMs + 10);
    expect(upcoming.fetchAvailability).toHaveBeenCalledTimes(4);
  });

  it('sends the ETag of the last answer', async () => {
    const { fetchAvailability } = setUp({ hasStream: false });
    await pass(pollOnSaleMs + 10);
    expect(fetchAvailability.mock.calls.map(([etag]) => etag)).toEqual([undefined, '"1"']);
  });

  it('polls while a broken stream is away and stops when it is back', async () => {
    const { streams, fetchAvailability, closed } = setUp();
    streams[0]?.onBroken();
    await pass(10);
    expect(closed).toHaveBeenCalled();
    expect(fetchAvailability).toHaveBeenCalledTimes(1);
    await pass(5_000);
    expect(streams).toHaveLength(2);
    streams[1]?.onMessage('snapshot', JSON.stringify(snapshot), '1');
    fetchAvailability.mockClear();
    await pass(60_000);
    expect(fetchAvailability).not.toHaveBeenCalled();
  });

  it('takes a stream that opens and says nothing for broken', async () => {
    const { fetchAvailability } = setUp();
    await pass(6_100);
    expect(fetchAvailability).toHaveBeenCalled();
  });

  it('reads everything anew after a gap', async () => {
    const { streams, fetchAvailability, handlers } = setUp();
    streams[0]?.onMessage('snapshot', JSON.stringify(snapshot), '1');
    handlers.onChange.mockReturnValueOnce(false);
    streams[0]?.onMessage('changes', JSON.stringify(makeChange([], 2)), '9');
    await pass(10);
    expect(handlers.onChange).toHaveBeenLastCalledWith(makeChange([], 2), 9);
    expect(fetchAvailability).toHaveBeenCalledTimes(1);
    expect(handlers.onSnapshot).toHaveBeenLastCalledWith(snapshot, false);
  });

  it('backs off from a server that fails', async () => {
    const { fetchAvailability, handlers } = setUp({ hasStream: false });
    fetchAvailability.mockRejectedValue(new Error('503'));
    await pass(60_000);
    const calls = fetchAvailability.mock.calls.length;
    expect(calls).toBeGreaterThan(2);
    expect(calls).toBeLessThan(7);
    expect(handlers.onConnection).toHaveBeenLastCalledWith('failing');
  });

  it('rests while nobody looks and starts at once when somebody does', async () => {
    const { feed, streams, fetchAvailability, closed } = setUp();
    streams[0]?.onBroken();
    feed.setAwake(false, 'paused');
    fetchAvailability.mockClear();
    await pass(300_000);
    expect(fetchAvailability).not.toHaveBeenCalled();
    expect(closed).toHaveBeenCalled();
    feed.setAwake(true, 'paused');
    expect(streams).toHaveLength(2);
  });

  it('tells the status of the event', () => {
    const { streams, handlers } = setUp();
    streams[0]?.onMessage('status', '{"status":"paused"}', '1');
    expect(handlers.onStatus).toHaveBeenCalledWith('paused');
  });
});
