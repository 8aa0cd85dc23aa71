import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type QueueDraw, verifyDraw } from './verifyDraw';

const seed = '5e'.repeat(32);
const named = { source: 'drand quicknet', round: 7, waitUntil: '2026-11-24T10:30:00Z' };

function honest(beacon?: string): QueueDraw {
  const key = Buffer.from(seed + (beacon ?? ''), 'hex');
  const mark = (id: string) => createHmac('sha256', key).update(Buffer.from(id, 'hex')).digest('hex');
  const entrants = Array.from({ length: 200 }, (_, i) => i.toString(16).padStart(32, '0'));
  entrants.sort((a, b) => (mark(a) < mark(b) ? -1 : 1));
  return {
    eventId: '00000000000000000000000001',
    algorithm: 'hmac-sha256',
    commitment: createHash('sha256').update(Buffer.from(seed, 'hex')).digest('hex'),
    drawAt: '2026-11-24T10:00:00Z',
    drawn: true,
    seed,
    entrants,
    ...(beacon === undefined ? {} : { beacon: { ...named, value: beacon } }),
  };
}

describe('verifyDraw', () => {
  it.each([undefined, 'ab12'])('finds nothing wrong with an honest draw (beacon %s)', async (beacon) => {
    expect(await verifyDraw(honest(beacon))).toEqual({ isSeedPromised: true, firstWrongPlace: undefined });
  });

  it('goes by the seed alone when the value did not come in time', async () => {
    const checked = await verifyDraw({ ...honest(), beacon: named });
    expect(checked).toEqual({ isSeedPromised: true, firstWrongPlace: undefined });
  });

  it('sees that another value was taken than the one that is published', async () => {
    const draw = { ...honest('ab12'), beacon: { ...named, value: 'ab13' } };
    expect((await verifyDraw(draw)).firstWrongPlace).toBeDefined();
  });

  it('names the first entry that was moved', async () => {
    const draw = honest();
    const moved = draw.entrants?.splice(150, 1) ?? [];
    draw.entrants?.splice(10, 0, ...moved);
    expect((await verifyDraw(draw)).firstWrongPlace).toBe(12);
  });

  it('sees an entry that stands there twice', async () => {
    const draw = honest();
    draw.entrants?.splice(20, 0, ...(draw.entrants?.slice(20, 21) ?? []));
    expect((await verifyDraw(draw)).firstWrongPlace).toBe(22);
  });

  it('sees another seed than the promised one', async () => {
    expect((await verifyDraw({ ...honest(), seed: '5f'.repeat(32) })).isSeedPromised).toBe(false);
  });

  it('refuses what is not hexadecimal', async () => {
    await expect(verifyDraw({ ...honest(), entrants: ['nobody'] })).rejects.toThrow(SyntaxError);
  });
});
