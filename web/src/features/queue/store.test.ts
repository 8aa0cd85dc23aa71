import { describe, expect, it } from 'vitest';
import { ApiError } from '../../lib/api/client';
import { createQueueStore, progressOf } from './store';
import { receiptAt } from './testing/receipt';
import { queued } from './testing/status';

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
