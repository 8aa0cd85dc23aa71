import { renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../lib/api/client';
import { usePlaces } from '../../lib/places';
import { queued } from '../../testing/queueStatus';
import type { QueueApi } from './queueApi';
import { createQueueStore } from './store';
import { useQueuePolling } from './useQueuePolling';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function room(answers: Partial<Record<'join' | 'status' | 'enter', () => unknown>>) {
  const call = (name: 'join' | 'status' | 'enter') =>
    vi.fn(async () => (answers[name] ?? (() => queued()))() as ReturnType<typeof queued>);
  const queue = { join: call('join'), status: call('status'), enter: call('enter'), leave: vi.fn() };
  return { ...queue, openStream: undefined } satisfies QueueApi;
}

/** The same with streams, which say what the test says. */
function roomWithStreams(answers: Parameters<typeof room>[0]) {
  const close = vi.fn();
  const openStream = vi.fn((_: Parameters<NonNullable<QueueApi['openStream']>>[0]) => close);
  return { ...room(answers), openStream, close };
}

function use(queue: QueueApi) {
  const store = createQueueStore();
  const onActive = vi.fn();
  const onNoRoom = vi.fn();
  const { unmount } = renderHook(() => useQueuePolling({ queue, store, onActive, onNoRoom }));
  return { store, onActive, onNoRoom, unmount };
}

describe('useQueuePolling', () => {
  it('joins once, then asks every three seconds', async () => {
    const queue = room({});
    const { unmount } = use(queue);
    await vi.advanceTimersByTimeAsync(9_100);
    expect(queue.join).toHaveBeenCalledTimes(1);
    expect(queue.status).toHaveBeenCalledTimes(3);
    unmount();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(queue.status).toHaveBeenCalledTimes(3);
  });

  it('comes again when the server says', async () => {
    const queue = room({ join: () => queued({ pollAfterMs: 20_000 }) });
    use(queue);
    await vi.advanceTimersByTimeAsync(19_000);
    expect(queue.status).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(queue.status).toHaveBeenCalledTimes(1);
  });

  it('enters when it is its turn, and stops', async () => {
    const queue = room({
      status: () => queued({ canEnter: true, position: 1, claimUntil: '2026-11-24T10:03:00Z' }),
      enter: () => queued({ status: 'active', position: 0 }),
    });
    const { onActive } = use(queue);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onActive).toHaveBeenCalledTimes(1);
    expect(queue.enter).toHaveBeenCalledTimes(1);
    expect(queue.status).toHaveBeenCalledTimes(1);
  });

  it('opens no stream far from the front, and none before the draw', async () => {
    for (const position of [0, 1_001]) {
      const queue = roomWithStreams({
        join: () => queued({ position, pollAfterMs: 10_000 }),
        status: () => queued({ position, pollAfterMs: 10_000 }),
      });
      const { unmount } = use(queue);
      await vi.advanceTimersByTimeAsync(60_500);
      expect(queue.openStream).not.toHaveBeenCalled();
      expect(queue.status).toHaveBeenCalledTimes(6);
      unmount();
    }
  });

  it('opens one stream near the front, keeps it, and asks rarely beside it', async () => {
    let position = 1_200;
    const queue = roomWithStreams({
      join: () => queued({ position }),
      status: () => queued({ position }),
    });
    const { store, unmount } = use(queue);
    await vi.advanceTimersByTimeAsync(3_100);
    expect(queue.openStream).not.toHaveBeenCalled();
    position = 1_000;
    await vi.advanceTimersByTimeAsync(3_100);
    expect(queue.openStream).toHaveBeenCalledTimes(1);
    queue.openStream.mock.calls[0]?.[0].onStatus(queued({ position: 40 }));
    expect(store.getState().status?.position).toBe(40);
    await vi.advanceTimersByTimeAsync(60_500);
    expect(queue.openStream).toHaveBeenCalledTimes(1);
    expect(queue.status).toHaveBeenCalledTimes(4);
    unmount();
    expect(queue.close).toHaveBeenCalledTimes(1);
  });

  it('goes on by asking when the stream breaks', async () => {
    const queue = roomWithStreams({});
    use(queue);
    await vi.advanceTimersByTimeAsync(100);
    queue.openStream.mock.calls[0]?.[0].onBroken();
    await vi.advanceTimersByTimeAsync(13_000);
    expect(queue.status.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(queue.openStream).toHaveBeenCalledTimes(1);
  });

  it('hears no more of a place that was lost, but of the next one', async () => {
    let status = queued();
    const queue = roomWithStreams({ join: () => status, status: () => status });
    use(queue);
    await vi.advanceTimersByTimeAsync(100);
    status = queued({ status: 'not_in_queue', position: 0 });
    await vi.advanceTimersByTimeAsync(30_100);
    expect(queue.close).toHaveBeenCalledTimes(1);
    status = queued();
    await vi.advanceTimersByTimeAsync(3_100);
    expect(queue.openStream).toHaveBeenCalledTimes(2);
  });

  it('asks at once what has become of a place that another tab gave up', async () => {
    const queue = roomWithStreams({ status: () => queued({ status: 'not_in_queue', position: 0 }) });
    const { store } = use(queue);
    await vi.advanceTimersByTimeAsync(100);
    usePlaces.getState().note(queued(), 'Rush');
    usePlaces.getState().clear();
    expect(queue.close).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(queue.status).toHaveBeenCalledTimes(1);
    expect(store.getState().status?.status).toBe('not_in_queue');
  });

  it('waits for the fan to look, but not until the turn is lost', async () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    let serverNow = '2026-11-24T10:01:00Z';
    const queue = room({
      status: () => queued({ canEnter: true, claimUntil: '2026-11-24T10:03:00Z', serverNow }),
      enter: () => queued({ status: 'active' }),
    });
    const { onActive } = use(queue);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(queue.enter).not.toHaveBeenCalled();
    serverNow = '2026-11-24T10:02:51Z';
    await vi.advanceTimersByTimeAsync(4_000);
    expect(onActive).toHaveBeenCalledTimes(1);
  });

  it('keeps trying, more and more slowly, while the server is away', async () => {
    const away = () => {
      throw new ApiError(0, 'offline', 'Away');
    };
    const queue = room({ status: away });
    const { store } = use(queue);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.getState().error?.code).toBe('offline');
    expect(queue.status.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(queue.status.mock.calls.length).toBeLessThanOrEqual(7);
  });

  it('waits for the fan to sign in, and joins when the page is looked at again', async () => {
    let isSignedIn = false;
    const join = () => {
      if (isSignedIn) return queued();
      throw new ApiError(401, 'account_required', 'Please log in');
    };
    const queue = room({ join });
    const { store } = use(queue);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(queue.join).toHaveBeenCalledTimes(1);
    expect(store.getState().error?.code).toBe('account_required');
    isSignedIn = true;
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(3_100);
    expect(store.getState().status?.status).toBe('queued');
    expect(store.getState().error).toBeUndefined();
    expect(queue.status).toHaveBeenCalledTimes(1);
  });

  it('leaves where there is no waiting room', async () => {
    const none = () => {
      throw new ApiError(404, 'no_waiting_room', 'None');
    };
    const queue = room({ join: none });
    const { onNoRoom } = use(queue);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onNoRoom).toHaveBeenCalledTimes(1);
    expect(queue.join).toHaveBeenCalledTimes(1);
  });
});
