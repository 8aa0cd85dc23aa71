import type { Schemas } from '../lib/api/client';

/** A fan who waits; `more` says what is different. */
export function queued(more: Partial<Schemas['QueueStatus']> = {}): Schemas['QueueStatus'] {
  return {
    eventId: '00000000000000000000000001',
    status: 'queued',
    phase: 'open',
    accountsOnly: false,
    position: 5,
    estimatedWait: 60,
    estimatedWaitMin: 60,
    waiting: 9,
    seatsLeft: 100,
    canEnter: false,
    opensAt: '2026-11-24T10:00:00Z',
    serverNow: '2026-11-24T10:01:00Z',
    pollAfterMs: 3_000,
    entrantId: '0123456789abcdef0123456789abcdef',
    commitment: 'c'.repeat(64),
    ...more,
  };
}
