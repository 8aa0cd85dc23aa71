import { isInTime, type Kept, type Proof } from './kept';
import type { QueueStatus } from './store';
import type { QueueDraw } from './verifyDraw';

/** A record that agrees with itself may be forged as a whole: what counts is what was seen before. */
export type Fingerprint = 'same' | 'other' | 'unknown';

export function compareFingerprint(draw: QueueDraw, noted: string | undefined): Fingerprint {
  if (noted === undefined) return 'unknown';
  return noted === draw.commitment ? 'same' : 'other';
}

/** A fingerprint as somebody pastes it: capitals and blanks do not matter. Undefined for anything else. */
export function fingerprintFrom(text: string): string | undefined {
  const digits = text.replaceAll(/\s/g, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}

export type OwnEntry =
  | { kind: 'drawn'; place: number; entrantId: string }
  /** There is a receipt from before the draw, and the list lacks its entry. */
  | { kind: 'missing'; proof: Proof }
  | { kind: 'late' }
  | { kind: 'shopping' }
  | { kind: 'none' };

/**
 * Where this browser's own entry is. By the receipts it keeps first: what the server says now about who asks may be
 * as forged as the list.
 */
export function findOwnEntry(draw: QueueDraw, kept: Kept, status: QueueStatus | undefined): OwnEntry {
  const places = new Map(draw.entrants?.map((entrant, index) => [entrant, index + 1]));
  const missing = kept.proofs.find((proof) => isInTimeFor(draw, proof) && !places.has(proof.entrantId));
  if (missing !== undefined) return { kind: 'missing', proof: missing };
  const mine = [status?.entrantId, ...kept.proofs.map((proof) => proof.entrantId)];
  for (const entrantId of mine) {
    const place = entrantId === undefined ? undefined : places.get(entrantId);
    if (entrantId !== undefined && place !== undefined) return { kind: 'drawn', place, entrantId };
  }
  if (status?.status === 'queued') return { kind: 'late' };
  return { kind: status?.status === 'active' ? 'shopping' : 'none' };
}

/** Also by the moment that was named when the receipt was given: the record's own may be forged. */
function isInTimeFor(draw: QueueDraw, proof: Proof): boolean {
  return isInTime(proof) || isInTime({ ...proof, opensAt: draw.drawAt });
}
