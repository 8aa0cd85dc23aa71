import { describe, expect, it } from 'vitest';
import { honestDraw } from './testing/draw';
import { type QueueDraw, verifyDraw } from './verifyDraw';

const named = { source: 'drand quicknet', round: 7, waitUntil: '2026-11-24T10:30:00Z' };

const honest = (beacon?: string): QueueDraw => honestDraw({ beacon });

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
