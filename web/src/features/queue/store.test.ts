import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../lib/api/client';
import { queued } from '../../testing/queueStatus';
import { createQueueStore, progressOf } from './store';
import { receiptAt } from './testing/receipt';

const early = { serverNow: '2026-11-24T09:00:00Z', phase: 'before_draw', position: 0 } as const;

describe('the queue store', () => {
  it('never shows a later place than before', () => {
    const store = createQueueStore();
    for (const position of [40, 38, 39, 0, 41]) store.getState().take(queued({ position }));
    expect(store.getState().status?.position).toBe(38);
    store.getState().take(queued({ position: 12 }));
    expect(store.getState().status?.position).toBe(12);
  });

  it('takes the place of a new entry as it is', () => {
    const store = createQueueStore();
    store.getState().take(queued({ position: 3 }));
    store.getState().take(queued({ position: 90, entrantId: 'f'.repeat(32) }));
    expect(store.getState().status?.position).toBe(90);
  });

  it('moves its bar forward from the first place it saw', () => {
    const store = createQueueStore();
    store.getState().take(queued({ position: 101 }));
    expect(progressOf(store.getState())).toBe(0);
    store.getState().take(queued({ position: 26 }));
    expect(progressOf(store.getState())).toBeCloseTo(0.75);
    store.getState().take(queued({ position: 1 }));
    expect(progressOf(store.getState())).toBe(1);
  });

  it('goes on with its bar where it was before a reload', () => {
    createQueueStore()
      .getState()
      .take(queued({ position: 101 }));
    const reloaded = createQueueStore();
    reloaded.getState().take(queued({ position: 51 }));
    expect(progressOf(reloaded.getState())).toBeCloseTo(0.5);
  });

  it('begins its bar anew for another entry, and for who joins again at the end', () => {
    const store = createQueueStore();
    const take = (more: Parameters<typeof queued>[0]) => {
      store.getState().take(queued(more));
      return progressOf(store.getState());
    };
    take({ position: 11 });
    expect(take({ position: 6 })).toBeCloseTo(0.5);
    take({ status: 'not_in_queue', position: 0 });
    expect(take({ position: 41 })).toBe(0);
    expect(take({ position: 21 })).toBeCloseTo(0.5);
    expect(take({ position: 9, entrantId: 'f'.repeat(32) })).toBe(0);
  });

  it('keeps its bar where the browser keeps nothing', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('Full', 'QuotaExceededError');
    });
    const eventId = '00000000000000000000000009';
    const store = createQueueStore();
    store.getState().take(queued({ eventId, position: 101 }));
    store.getState().take(queued({ eventId, position: 51 }));
    expect(progressOf(store.getState())).toBeCloseTo(0.5);
    vi.restoreAllMocks();
  });

  it('keeps the receipt of joining, also in the next page', () => {
    const receipt = receiptAt('2026-11-24T09:00:00Z');
    const store = createQueueStore();
    store.getState().take(queued({ ...early, receipt }));
    store.getState().take(queued(early));
    const next = createQueueStore();
    next.getState().take(queued(early));
    for (const { kept } of [store.getState(), next.getState()]) {
      expect(kept).toMatchObject({ commitment: queued().commitment, proofs: [{ receipt }] });
    }
  });

  it('drops the receipt of who leaves before the draw, and keeps it after', () => {
    const store = createQueueStore();
    store.getState().take(queued({ ...early, receipt: receiptAt('2026-11-24T09:00:00Z') }));
    store.getState().giveUp();
    expect(store.getState().kept?.proofs).toEqual([]);
    store.getState().take(queued({ receipt: receiptAt('2026-11-24T10:01:00Z') }));
    store.getState().giveUp();
    expect(store.getState().kept?.proofs).toHaveLength(1);
  });

  it('keeps the last place while the server is away', () => {
    const store = createQueueStore();
    store.getState().take(queued({ position: 7 }));
    store.getState().fail(new ApiError(0, 'offline', 'Away'));
    expect(store.getState()).toMatchObject({ status: { position: 7 }, error: { code: 'offline' } });
  });
});
