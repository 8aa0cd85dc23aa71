import { describe, expect, it } from 'vitest';
import {
  arePricesCrossed,
  countPanelFilters,
  hasFilters,
  noFilters,
  readFilters,
  toQuery,
  writeFilters,
} from './filters';

describe('filters', () => {
  it('go into an address and come back from it', () => {
    const filters = { ...noFilters, q: 'blur & oasis', city: 'São Paulo', min: '40', sort: 'price' };
    expect(readFilters(writeFilters(filters))).toEqual(filters);
  });

  it('have one address for one question, whatever the order and what else is in it', () => {
    const address = writeFilters(readFilters(new URLSearchParams('sort=price&utm=x&q=blur&city=')));
    expect(address.toString()).toBe('q=blur&sort=price');
  });

  it('are sent in the server’s words: minor units and instants', () => {
    const query = toQuery(
      { ...noFilters, q: ' blur ', min: '40', max: '99.50', from: '2027-03-12', status: 'on_sale' },
      '2026-11-24',
    );
    expect(query).toEqual({
      q: 'blur',
      minPrice: 4000,
      maxPrice: 9950,
      from: new Date(2027, 2, 12).toISOString(),
      status: 'on_sale',
    });
  });

  it('that make no sense are not sent', () => {
    const filters = { ...noFilters, status: 'gone', sort: 'random', from: 'soon', min: 'cheap' };
    expect(toQuery(filters, '2026-11-24')).toEqual({});
  });

  it('know prices that leave nothing between them', () => {
    const crossed = (min: string, max: string) => arePricesCrossed({ ...noFilters, min, max });
    expect([crossed('90', '40.50'), crossed('9', '40')]).toEqual([true, false]);
    expect([crossed('40', '40'), crossed('90', ''), crossed('90', 'cheap')]).toEqual([false, false, false]);
  });

  it('leave out what is over, until somebody asks for words, a time or a status', () => {
    const from = new Date(2026, 10, 24).toISOString();
    expect(toQuery({ ...noFilters, city: 'London' }, '2026-11-24').from).toBe(from);
    for (const asked of [{ q: 'blur' }, { to: '2026-01-01' }, { status: 'completed' }]) {
      expect(toQuery({ ...noFilters, ...asked }, '2026-11-24').from).toBeUndefined();
    }
  });

  it('are counted without the search text and the order', () => {
    const filters = { ...noFilters, q: 'blur', sort: 'price', city: 'London', from: '2027-03-12' };
    expect(countPanelFilters(filters)).toBe(2);
    expect(hasFilters({ ...noFilters, sort: 'price' })).toBe(false);
  });
});
