import { sha256 } from '@noble/hashes/sha2.js';
import type { Schemas } from '../../../lib/api/client';

export type WorkChallenge = Schemas['WorkChallenge'];

const digits = 15;
const zero = '0'.charCodeAt(0);
const nine = '9'.charCodeAt(0);

/** The line that proves the work: the challenge, "." and the first number that solves it. Takes its time. */
export function solve({ text, bits }: WorkChallenge): string {
  const line = new TextEncoder().encode(`${text}.${'0'.repeat(digits)}`);
  while (zeroBits(sha256(line)) < bits) countUp(line);
  return new TextDecoder().decode(line);
}

/** At the beginning of a hash, as far as the first 32. */
function zeroBits(hash: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = hash;
  return Math.clz32((a << 24) | (b << 16) | (c << 8) | d);
}

/** The number at the end of `line`, in place: writing it out anew would cost more than the hash. */
function countUp(line: Uint8Array): void {
  let at = line.length - 1;
  while (line[at] === nine) line[at--] = zero;
  line[at] = (line[at] ?? zero) + 1;
}
