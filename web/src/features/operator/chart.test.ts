import { describe, expect, it } from 'vitest';
import { drawLine, nearest, type Point, roundTop, shareOf, spanOf, ticksOf, topOf } from './chart';
import { type Moment, minuteMs } from './moments';

const start = Date.parse('2026-11-24T10:00:00Z');
const at = (minutes: number) => start + minutes * minuteMs;
const moment = (minutes: number): Moment => ({ at: at(minutes), waiting: 0, active: 0, admitted: 0 });
const points = (...pairs: [number, number | undefined][]): Point[] =>
  pairs.map(([minutes, value]) => ({ at: at(minutes), value }));

describe('the time of the charts', () => {
  it.each([
    [[10], 5, 10],
    [[2, 10], 2, 10],
    [[0, 45], 15, 45],
  ])('of %j goes from minute %i to %i', (minutes, from, to) => {
    expect(spanOf(minutes.map(moment))).toEqual({ from: at(from), to: at(to) });
  });

  it('has whole minutes beside it, not too many and none at the edges', () => {
    expect(ticksOf({ from: at(0.5), to: at(5.5) })).toEqual([1, 2, 3, 4, 5].map(at));
    expect(ticksOf({ from: at(1), to: at(31) })).toEqual([5, 10, 15, 20, 25].map(at));
  });

  it('ends where it ends', () => {
    const span = { from: at(0), to: at(10) };
    expect([at(-1), at(5), at(11)].map((time) => shareOf(time, span))).toEqual([0, 0.5, 1]);
  });
});

describe('a scale', () => {
  it.each([
    [0, 4],
    [5, 6],
    [7, 8],
    [9, 10],
    [11, 20],
    [120, 150],
    [250, 300],
    [48_000, 50_000],
    [910_000, 1_000_000],
  ])('for %i goes up to %i', (largest, top) => expect(roundTop(largest)).toBe(top));

  it('makes room for a limit that is near, not for one that is far', () => {
    expect(topOf(points([0, 300]), 500)).toBe(500);
    expect(topOf(points([0, 30]), 5_000)).toBe(30);
  });
});

describe('a line', () => {
  const span = { from: at(0), to: at(10) };

  it('goes from the left below to the right above', () => {
    const { line, area } = drawLine(points([9.5, 0], [10, 10]), span, 10);
    expect(line).toBe('M950 100L1000 0');
    expect(area).toBe('M950 100L950 100L1000 0L1000 100Z');
  });

  it('breaks off where nothing is known', () => {
    expect(drawLine(points([0, 1], [0.5, 1], [2, 1]), span, 10).line).toBe('M0 90L50 90M200 90');
    expect(drawLine(points([0, 1], [0.25, undefined], [0.5, 1]), span, 10).line).toBe('M0 90M50 90');
  });

  it('is nothing without points', () => {
    expect(drawLine([], span, 10)).toEqual({ line: '', area: '' });
  });
});

describe('the nearest moment', () => {
  it('is found for a place in the chart', () => {
    const moments = [0, 4, 10].map(moment);
    const span = { from: at(0), to: at(10) };
    expect([0, 0.3, 0.6, 0.8, 1].map((share) => nearest(moments, share, span))).toEqual([0, 1, 1, 2, 2]);
  });
});
