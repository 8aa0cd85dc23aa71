import { describe, expect, it } from 'vitest';
import { formatMoney, formatMoneyShort, formatPriceRange, parseMajorUnits } from './money';

describe('money', () => {
  it('shows minor units as the currency does', () => {
    expect(formatMoney(26250, 'USD')).toBe('$262.50');
    expect(formatMoney(500, 'JPY')).toBe('¥500');
    expect(formatMoney(1234, 'KWD')).toMatch(/1\.234/);
  });

  it('leaves the cents out of a round hint, and only of a round one', () => {
    expect(formatMoneyShort(4000, 'USD')).toBe('$40');
    expect(formatMoneyShort(4250, 'USD')).toBe('$42.50');
  });

  it('shows a range, and one price when both ends are equal', () => {
    expect(formatPriceRange(4000, 18000, 'USD')).toBe('$40 – $180');
    expect(formatPriceRange(4000, 4000, 'USD')).toBe('$40');
  });

  it('reads what people type, and nothing else', () => {
    expect(parseMajorUnits('40')).toBe(4000);
    expect(parseMajorUnits('19.99')).toBe(1999);
    expect(parseMajorUnits('forty')).toBeUndefined();
    expect(parseMajorUnits('-1')).toBeUndefined();
    expect(parseMajorUnits('')).toBeUndefined();
  });
});
