import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { solve } from './solve';

const zeroBits = (line: string) => {
  const hex = createHash('sha256').update(line).digest('hex');
  return BigInt(`0x1${hex}`).toString(2).slice(1).indexOf('1');
};

describe('solve', () => {
  it.each([0, 1, 8, 12])('finds a number whose hash begins with %i zero bits', (bits) => {
    const text = `FGW1.${'x'.repeat(28)}`;
    const proof = solve({ text, bits });
    expect(proof).toMatch(/^FGW1\.x{28}\.\d{15}$/);
    expect(zeroBits(proof)).toBeGreaterThanOrEqual(bits);
  });

  it('stops at the first one, and looks behind ten', () => {
    const proof = solve({ text: 'FGW1.y', bits: 9 });
    const found = Number(proof.split('.').at(-1));
    expect(found).toBeGreaterThan(10);
    for (let number = 0; number < found; number++) {
      expect(zeroBits(`FGW1.y.${String(number).padStart(15, '0')}`)).toBeLessThan(9);
    }
  });
});
