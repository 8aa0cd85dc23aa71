import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { queued } from '../../testing/queueStatus';
import { honestDraw } from './testing/draw';
import { receiptAt } from './testing/receipt';
import { compareFingerprint, findOwnEntry, fingerprintFrom } from './verdict';
import { verifyDraw } from './verifyDraw';

const draw = honestDraw();
const stranger = 'f'.repeat(32);
const someone = draw.entrants?.[6] ?? '';
const nothing = { commitment: undefined, proofs: [] };
const proof = (at: string, entrantId = stranger) => ({
  commitment: undefined,
  proofs: [{ entrantId, receipt: receiptAt(at), opensAt: '2026-11-24T10:00:00Z' }],
});

describe('the fingerprint', () => {
  it('of a record that is forged as a whole gives it away, and nothing else does', async () => {
    const forged = honestDraw({ seed: 'f0'.repeat(32) });
    expect(await verifyDraw(forged)).toEqual({ isSeedPromised: true, firstWrongPlace: undefined });
    expect(compareFingerprint(forged, draw.commitment)).toBe('other');
    expect(compareFingerprint(draw, draw.commitment)).toBe('same');
    expect(compareFingerprint(forged, undefined)).toBe('unknown');
  });

  it('may be pasted with capitals, blanks and line ends', () => {
    const digits = createHash('sha256').update('').digest('hex');
    expect(fingerprintFrom(` ${digits.slice(0, 30).toUpperCase()} ${digits.slice(30)}\n`)).toBe(digits);
    expect(fingerprintFrom('e3b0c442')).toBeUndefined();
  });
});

describe('the own entry', () => {
  it('stands at its place', () => {
    const status = queued({ entrantId: someone });
    expect(findOwnEntry(draw, nothing, status)).toEqual({ kind: 'drawn', place: 7, entrantId: someone });
  });

  it('is found by its receipt when the server names another', () => {
    const kept = proof('2026-11-24T09:00:00Z', someone);
    expect(findOwnEntry(draw, kept, queued({ entrantId: stranger }))).toMatchObject({ place: 7 });
  });

  it('is missing when a receipt from before the draw has no place', () => {
    const kept = proof('2026-11-24T09:00:00Z');
    expect(findOwnEntry(draw, kept, undefined)).toEqual({ kind: 'missing', proof: kept.proofs[0] });
    const movedDraw = { ...draw, drawAt: '2026-11-24T08:00:00Z' };
    expect(findOwnEntry(movedDraw, kept, queued({ entrantId: someone })).kind).toBe('missing');
  });

  it('came late with a receipt from after the draw', () => {
    const kept = proof('2026-11-24T10:00:01Z');
    expect(findOwnEntry(draw, kept, queued({ entrantId: stranger })).kind).toBe('late');
  });

  it('is none for who shops without a place, and for who only looks', () => {
    const look = (status: 'active' | 'not_in_queue') => queued({ status, entrantId: stranger });
    expect(findOwnEntry(draw, nothing, look('active')).kind).toBe('shopping');
    expect(findOwnEntry(draw, nothing, look('not_in_queue')).kind).toBe('none');
    expect(findOwnEntry(draw, nothing, undefined).kind).toBe('none');
  });
});
