import type { Schemas } from '../../lib/api/client';

export type QueueDraw = Schemas['QueueDraw'];

export type DrawCheck = {
  /** The published seed is the one that was promised. */
  isSeedPromised: boolean;
  /** Place (from 1) of the first entry that does not stand where the seed puts it; undefined when all do. */
  firstWrongPlace: number | undefined;
};

/**
 * Recomputes the order of a draw from its public record, in this browser. The rule: entries ascend by
 * HMAC-SHA256 with the seed, and the beacon's value behind it, as the key. Throws a SyntaxError for a record
 * that is not hexadecimal.
 */
export async function verifyDraw(draw: QueueDraw): Promise<DrawCheck> {
  const { seed, entrants } = draw;
  if (seed === undefined || entrants === undefined) throw new SyntaxError('The draw has not taken place.');
  const seedBytes = fromHex(seed);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', seedBytes));
  const keyBytes = fromHex(seed + (draw.beacon?.value ?? ''));
  const key = await crypto.subtle.importKey('raw', keyBytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  let before = '';
  for (const [index, entrant] of entrants.entries()) {
    const mark = toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, fromHex(entrant))));
    if (mark <= before)
      return { isSeedPromised: toHex(digest) === draw.commitment, firstWrongPlace: index + 1 };
    before = mark;
  }
  return { isSeedPromised: toHex(digest) === draw.commitment, firstWrongPlace: undefined };
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new SyntaxError(`"${text.slice(0, 40)}" is not hexadecimal.`);
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
