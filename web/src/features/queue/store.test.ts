import { describe, expect, it } from 'vitest';
import { ApiError } from '../../lib/api/client';
import { createQueueStore, progressOf } from './store';
import { queued } from './testing/status';

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

  it('keeps the last place while the server is away', () => {
    const store = createQueueStore();
    store.getState().take(queued({ position: 7 }));
    store.getState().fail(new ApiError(0, 'offline', 'Away'));
    expect(store.getState()).toMatchObject({ status: { position: 7 }, error: { code: 'offline' } });
  });
});
