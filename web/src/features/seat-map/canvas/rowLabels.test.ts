import { describe, expect, it } from 'vitest';
import type { SeatingPlan } from '../types';
import { expandPlan } from './expand';
import { placeRowLabels } from './rowLabels';

const projection = { scale: 1, dx: 0, dy: 0 };

/** Two blocks of one row with an aisle of `aisle` between their nearest seats. */
function blocks(aisle: number, labels: [string, string], canvas = { width: 1000, height: 1000 }) {
  const row = (label: string, firstIndex: number, x: number) => ({
    label,
    firstIndex,
    seatCount: 3,
    shape: 'line' as const,
    coordinates: [x, 500, 30, 0],
    categories: [0],
  });
  const plan: SeatingPlan = {
    hash: 'h',
    name: 'p',
    width: 1000,
    height: 1000,
    seatRadius: 10,
    seatCount: 6,
    categories: [{ name: 'I', color: '#ff0000' }],
    sections: [
      { name: '1', outline: [], rows: [row(labels[0], 0, 200)] },
      { name: '2', outline: [], rows: [row(labels[1], 3, 260 + aisle)] },
    ],
    areas: [],
  };
  const expanded = expandPlan(plan);
  return placeRowLabels(expanded, expanded.sections, projection, canvas, 10);
}

describe('row letters', () => {
  it('stand before the first seat and after the last', () => {
    expect(blocks(200, ['A', 'A']).map(({ x }) => x)).toEqual([179, 281, 439, 541]);
  });

  it('become one in the middle of a narrow aisle when they say the same', () => {
    const labels = blocks(44, ['A', 'A']);
    expect(labels.map(({ text, x }) => [text, x])).toEqual([
      ['A', 179],
      ['A', 282],
      ['A', 385],
    ]);
  });

  it('never run into one another when they differ, and each row keeps one', () => {
    expect(blocks(44, ['A', 'G']).map(({ text }) => text)).toEqual(['A', 'A', 'G']);
  });

  it('stick to the edge where a row comes in from outside, and to no other place', () => {
    const row = (label: string, firstIndex: number, y: number) => ({
      label,
      firstIndex,
      seatCount: 20,
      shape: 'line' as const,
      coordinates: [-200, y, 30, 0],
      categories: [0],
    });
    const plan = expandPlan({
      hash: 'h',
      name: 'p',
      width: 1000,
      height: 1000,
      seatRadius: 10,
      seatCount: 40,
      categories: [{ name: 'I', color: '#ff0000' }],
      sections: [{ name: '1', outline: [], rows: [row('A', 0, 50), row('B', 20, 900)] }],
      areas: [],
    });
    const labels = placeRowLabels(plan, plan.sections, projection, { width: 200, height: 200 }, 10);
    expect(labels).toEqual([{ text: 'A', x: 10, y: 50, isStuck: true }]);
  });

  it('outside of the canvas are not written', () => {
    const narrow = { width: 250, height: 1000 };
    expect(blocks(200, ['A', 'A'], narrow)).toHaveLength(1);
  });
});
