import { describe, expect, it } from 'vitest';
import { caretAfterFormatting, checkCard, formatCardNumber, formatExpiry, passesLuhn } from './card';

const now = Date.parse('2026-11-23T22:00:00Z');
const good = { number: '4242 4242 4242 4242', expiry: '12/29', cvc: '123' };

describe('a card number', () => {
  it('is grouped however it was typed or pasted', () => {
    expect(formatCardNumber('4242424242424242')).toBe('4242 4242 4242 4242');
    expect(formatCardNumber('4242-4242 4242\t4242')).toBe('4242 4242 4242 4242');
    expect(formatCardNumber('378282246310005')).toBe('3782 822463 10005');
    expect(formatCardNumber('42424')).toBe('4242 4');
    expect(formatCardNumber('')).toBe('');
  });

  it('keeps the caret behind the digit it was behind', () => {
    // A "9" typed after the second digit of "4242 4242".
    expect(caretAfterFormatting(formatCardNumber('42942 4242'), 3)).toBe(3);
    // The fifth digit: the caret steps over the space.
    expect(caretAfterFormatting('4242 4', 5)).toBe(6);
  });

  it('is checked by its last digit', () => {
    expect(['4242424242424242', '378282246310005', '4000000000000341'].every(passesLuhn)).toBe(true);
    expect(passesLuhn('4242424242424241')).toBe(false);
    expect(passesLuhn('2424242424242424')).toBe(false);
  });
});

describe('an expiry date', () => {
  it.each([
    ['1', '1'],
    ['12', '12/'],
    ['5', '05/'],
    ['3/29', '03/29'],
    ['1229', '12/29'],
    ['12/2029', '12/29'],
    ['12 - 29', '12/29'],
    ['122029', '12/29'],
  ])('%j is read as %j', (typed, shown) => {
    expect(formatExpiry(typed)).toBe(shown);
  });

  it('can be deleted through its slash', () => {
    expect(formatExpiry('12', '12/')).toBe('12');
    expect(formatExpiry('1', '12')).toBe('1');
  });
});

describe('a card', () => {
  it('that is complete has no errors', () => {
    expect(checkCard(good, now)).toEqual({});
  });

  it('names every field that is wrong', () => {
    expect(Object.keys(checkCard({ number: '', expiry: '', cvc: '' }, now))).toEqual([
      'number',
      'expiry',
      'cvc',
    ]);
    expect(checkCard({ ...good, number: '4242 4242 4242 4241' }, now).number).toContain('mistyped');
    expect(checkCard({ ...good, expiry: '13/29' }, now).expiry).toContain('04/29');
    expect(checkCard({ ...good, number: '3782 822463 10005' }, now).cvc).toContain('4 digits');
  });

  it('is good through the last day of its month', () => {
    expect(checkCard({ ...good, expiry: '11/26' }, now)).toEqual({});
    expect(checkCard({ ...good, expiry: '10/26' }, now).expiry).toContain('expired');
  });
});
