import { describe, expect, it } from 'vitest';
import { expandPlan } from '../canvas/expand';
import { makeTheatre } from '../testing/theatre';
import { heldMessage, placesOf, removedMessage, splitMessage } from './places';

const plan = expandPlan(makeTheatre());

describe('placesOf', () => {
  it('keeps neighbours of a row together, in whatever order they come', () => {
    expect(placesOf(plan, [2, 0, 1])).toEqual([[0, 1, 2]]);
  });

  it('parts what a gap parts, and what stands in two rows', () => {
    expect(placesOf(plan, [0, 2])).toEqual([[0], [2]]);
    expect(placesOf(plan, [9, 10])).toEqual([[9], [10]]);
  });
});

describe('what is said of seats', () => {
  it('names section, row and numbers once a place', () => {
    expect(heldMessage(plan, [4, 5])).toBe('2 seats held: Stalls centre, row A, seats 5 and 6.');
    expect(heldMessage(plan, [9, 10, 11])).toBe(
      '3 seats held: Stalls centre, row A, seat 10; Stalls centre, row B, seats 1 and 2.',
    );
  });

  it('says what is left after one went', () => {
    expect(removedMessage('Stalls centre, row A, seat 5', 1)).toBe(
      'Stalls centre, row A, seat 5 removed. You have 1 seat left.',
    );
  });

  it('says that seats are apart, and nothing when they are together', () => {
    expect(splitMessage(plan, [4, 5, 6], false)).toBeUndefined();
    expect(splitMessage(plan, [4, 5, 20], true)).toBe('No 3 together at this price: these are in 2 places.');
    expect(splitMessage(plan, [4, 6, 20], false)).toBe('No 3 together are free: these are in 3 places.');
  });
});
