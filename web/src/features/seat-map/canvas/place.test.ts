import { describe, expect, it } from 'vitest';
import { makeTheatre } from '../testing/theatre';
import { expandPlan } from './expand';
import { buildGrid } from './grid';
import { placeInView } from './place';

const plan = expandPlan(makeTheatre());
const grid = buildGrid(plan);
const at = (x: number, y: number, seatWidthPx: number) => placeInView(plan, grid, { x, y }, seatWidthPx);

describe('the place in the middle of the view', () => {
  it('is the section, and close by the row that runs through the middle', () => {
    expect(at(100, 2, 6)).toEqual({ section: 'Stalls centre', row: undefined });
    expect(at(100, 2, 20)).toEqual({ section: 'Stalls centre', row: 'A' });
    expect(at(400, 26, 20)).toEqual({ section: 'Stalls right', row: 'B' });
  });

  it('is the nearer section beside an aisle, and nothing far from any seat', () => {
    expect(at(285, 0, 20)).toEqual({ section: 'Stalls right', row: 'A' });
    expect(at(100, 100, 20)).toEqual({ section: 'Stalls centre', row: undefined });
    expect(at(100, 400, 20)).toBeUndefined();
  });
});
