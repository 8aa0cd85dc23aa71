import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { queued } from '../testing/queueStatus';
import type { Schemas } from './api/client';
import { usePlaces } from './places';

const start = Date.parse('2026-11-24T10:01:00Z');
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => vi.resetModules());

const told = (seconds: number, part: Partial<Schemas['QueueStatus']> = {}) =>
  queued({ serverNow: at(seconds), ...part });

const { note } = usePlaces.getState();
const steps = () => usePlaces.getState().places.map(({ step }) => step);
const letIn = { status: 'active', windowEndsAt: at(300) } as const;

/** What a page that opens now takes from those before it. */
async function kept() {
  vi.resetModules();
  const { usePlaces: anew } = await import('./places');
  return anew.getState().places;
}

describe('places', () => {
  it('do not go back for an answer that was overtaken', () => {
    note(told(2, letIn), 'Rush');
    note(told(1), 'Rush');
    expect(steps()).toEqual(['in']);
    note(told(1, { status: 'not_in_queue' }));
    expect(steps()).toEqual(['in']);
  });

  it('take it that the fan is in from a server whose clock is behind', () => {
    note(told(2), 'Rush');
    note(told(1, letIn));
    expect(steps()).toEqual(['in']);
  });

  it('follow a server whose clock was set back', () => {
    note(told(3_600), 'Rush');
    note(told(0, letIn));
    expect(steps()).toEqual(['in']);
  });

  it('outlive a reload on a device whose clock is hours fast', async () => {
    vi.setSystemTime(start + 3 * 3_600_000);
    note(told(0, letIn), 'Rush');
    expect(steps()).toEqual(['in']);
    expect(await kept()).toHaveLength(1);
  });

  it('are those of all tabs when a page comes back from the history', () => {
    note(told(0), 'Rush');
    localStorage.setItem('fairgate.places', '[]');
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(steps()).toEqual([]);
  });

  it('go when they ended long ago', () => {
    note(told(0, letIn), 'Rush');
    vi.setSystemTime(start + 2 * 86_400_000);
    note(told(2 * 86_400, { eventId: '0000000000009' }), 'Parade');
    expect(steps()).toEqual(['waiting']);
  });

  it('are read only as this page would have written them', async () => {
    note(told(0, { canEnter: true, claimUntil: at(120) }), 'Rush');
    const [place] = usePlaces.getState().places;
    const broken = [
      { step: 'elsewhere' },
      { step: 'in', until: 'soon' },
      { until: undefined },
      { askAt: null },
      { toldAt: '1' },
      { pollAfterMs: undefined },
    ];
    const stored = [...broken.map((part) => ({ ...place, ...part })), place];
    localStorage.setItem('fairgate.places', JSON.stringify(stored));
    expect(await kept()).toEqual([place]);
  });
});
