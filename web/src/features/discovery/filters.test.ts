import { describe, expect, it } from 'vitest';
import { countPanelFilters, hasFilters, noFilters, readFilters, toQuery, writeFilters } from './filters';

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
    const query = toQuery({
      ...noFilters,
      q: ' blur ',
      min: '40',
      max: '99.50',
      from: '2027-03-12',
      status: 'on_sale',
    });
    expect(query).toEqual({
      q: 'blur',
      minPrice: 4000,
      maxPrice: 9950,
      from: new Date(2027, 2, 12).toISOString(),
      status: 'on_sale',
    });
  });

  it('that make no sense are not sent', () => {
    expect(toQuery({ ...noFilters, status: 'gone', sort: 'random', from: 'soon', min: 'cheap' })).toEqual({});
  });

  it('are counted without the search text and the order', () => {
    const filters = { ...noFilters, q: 'blur', sort: 'price', city: 'London', from: '2027-03-12' };
    expect(countPanelFilters(filters)).toBe(2);
    expect(hasFilters({ ...noFilters, sort: 'price' })).toBe(false);
  });
});
