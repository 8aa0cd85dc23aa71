import { createHash, createHmac } from 'node:crypto';
import type { QueueDraw } from '../verifyDraw';

const named = { source: 'drand quicknet', round: 7, waitUntil: '2026-11-24T10:30:00Z' };

type Parts = { seed?: string; beacon?: string | undefined; ids?: string[] };

/** The record of a draw where every entry stands where seed and beacon put it. */
export function honestDraw({ seed = '5e'.repeat(32), beacon, ids = idsOf(200) }: Parts = {}): QueueDraw {
  const key = Buffer.from(seed + (beacon ?? ''), 'hex');
  const mark = (id: string) => createHmac('sha256', key).update(Buffer.from(id, 'hex')).digest('hex');
  return {
    eventId: '00000000000000000000000001',
    algorithm: 'hmac-sha256',
    commitment: createHash('sha256').update(Buffer.from(seed, 'hex')).digest('hex'),
    drawAt: '2026-11-24T10:00:00Z',
    drawn: true,
    seed,
    entrants: ids.toSorted((a, b) => (mark(a) < mark(b) ? -1 : 1)),
    ...(beacon === undefined ? {} : { beacon: { ...named, value: beacon } }),
  };
}

export function idsOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => i.toString(16).padStart(32, '0'));
}
