import { afterEach, describe, expect, it, vi } from 'vitest';
import { queued } from '../../testing/queueStatus';
import { dropProof, isInTime, keep, proofOf, readKept, receiptTime } from './kept';
import { receiptAt } from './testing/receipt';

const early = { serverNow: '2026-11-24T09:00:00Z', phase: 'before_draw' } as const;
const receipt = receiptAt('2026-11-24T09:00:00Z');
const { eventId, entrantId, commitment } = queued();

afterEach(() => void vi.restoreAllMocks());

describe('what a browser keeps of a waiting room', () => {
  it('is the receipt, which only the answer to joining has', () => {
    keep(queued({ ...early, receipt }));
    keep(queued(early));
    expect(proofOf(readKept(eventId), entrantId)?.receipt).toBe(receipt);
  });

  it('is the first receipt of an entry, since a later one proves less', () => {
    keep(queued({ ...early, receipt }));
    keep(queued({ receipt: receiptAt('2026-11-24T10:05:00Z') }));
    expect(proofOf(readKept(eventId), entrantId)?.receipt).toBe(receipt);
  });

  it('is a receipt for each entry', () => {
    const other = 'f'.repeat(32);
    keep(queued({ receipt }));
    keep(queued({ receipt: receiptAt('2026-11-24T09:30:00Z'), entrantId: other }));
    expect(readKept(eventId).proofs.map((proof) => proof.entrantId)).toEqual([entrantId, other]);
  });

  it('is the fingerprint that was shown first before the sale', () => {
    keep(queued(early));
    keep(queued({ ...early, commitment: 'd'.repeat(64) }));
    expect(readKept(eventId).commitment).toBe(commitment);
  });

  it('is no fingerprint from after the sale opened, which proves nothing', () => {
    keep(queued());
    expect(readKept(eventId).commitment).toBeUndefined();
  });

  it('is not the receipt of a place that was given up', () => {
    const kept = keep(queued({ ...early, receipt }));
    dropProof(eventId, entrantId, kept);
    expect(readKept(eventId)).toEqual({ commitment, proofs: [] });
  });

  it('is nothing when somebody wrote nonsense there', () => {
    for (const text of ['{', '7', '{"proofs":[{"receipt":1}]}']) {
      localStorage.setItem(`fairgate.queue.${eventId}`, text);
      expect(readKept(eventId)).toEqual({ commitment: undefined, proofs: [] });
    }
  });

  it('lives as long as the page where the browser keeps nothing', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('Full', 'QuotaExceededError');
    });
    const kept = keep(queued({ ...early, receipt }));
    expect(proofOf(keep(queued(early), kept), entrantId)?.receipt).toBe(receipt);
  });
});

describe('a receipt', () => {
  it('says when it was signed', () => {
    expect(receiptTime(receipt)).toBe(Date.parse('2026-11-24T09:00:00Z'));
    for (const text of ['', 'FGQ1.', 'FGQ1.AAAA', 'FGT1.AAAA', 'FGQ1.='])
      expect(receiptTime(text)).toBeUndefined();
  });

  it('is in time when it was signed before the sale opened', () => {
    const opensAt = '2026-11-24T10:00:00Z';
    expect(isInTime({ entrantId, receipt, opensAt })).toBe(true);
    expect(isInTime({ entrantId, receipt: receiptAt(opensAt), opensAt })).toBe(false);
  });
});
