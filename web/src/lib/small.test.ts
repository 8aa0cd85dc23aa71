import { describe, expect, it } from 'vitest';
import { isEmail } from './email';
import { saleState } from './eventStatus';
import { seededRandom } from './random';
import { returnPath } from './returnTo';

describe('returnPath', () => {
  it('goes back to a page of ours and to no other site', () => {
    expect(returnPath({ from: '/orders?x=1' })).toBe('/orders?x=1');
    expect(returnPath({ from: '//elsewhere.example' })).toBe('/');
    expect(returnPath({ from: 'https://elsewhere.example' })).toBe('/');
    expect(returnPath(null)).toBe('/');
  });
});

describe('isEmail', () => {
  it('finds typing errors', () => {
    expect(['ann@example.com', ' ann@mail.example.com '].every(isEmail)).toBe(true);
    expect(['', 'ann', 'ann@', 'ann@example', 'a nn@example.com', 'ann@example.'].some(isEmail)).toBe(false);
  });
});

describe('saleState', () => {
  const onSale = { status: 'on_sale', highDemand: true, onSaleDate: '', capacity: 1000 } as const;

  it('tells how hard it is to get a seat', () => {
    expect(saleState({ ...onSale, available: 900 })).toBe('high_demand');
    expect(saleState({ ...onSale, available: 50 })).toBe('few_left');
    expect(saleState({ ...onSale, available: 900, highDemand: false })).toBe('on_sale');
  });

  it('lets the status decide when nothing is sold', () => {
    expect(saleState({ ...onSale, status: 'paused', available: 1 })).toBe('paused');
  });
});

describe('seededRandom', () => {
  it('repeats itself for one seed and differs between two', () => {
    const row = (seed: string) => Array.from({ length: 5 }, seededRandom(seed));
    expect(row('a')).toEqual(row('a'));
    expect(row('a')).not.toEqual(row('b'));
    expect(row('a').every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
