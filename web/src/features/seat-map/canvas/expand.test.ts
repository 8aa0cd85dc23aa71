import { describe, expect, it } from 'vitest';
import { makeStadium } from '../testing/stadium';
import type { PlanRow, SeatingPlan } from '../types';
import { expandPlan, seatNumber } from './expand';
import { isInside } from './geometry';

function planOf(rows: Partial<PlanRow>[], part: Partial<SeatingPlan> = {}): SeatingPlan {
  let next = 0;
  const full = rows.map((row): PlanRow => {
    const firstIndex = next;
    next += row.seatCount ?? 1;
    return {
      label: 'A',
      firstIndex,
      seatCount: 1,
      shape: 'points',
      coordinates: [0, 0],
      categories: [0],
      ...row,
    };
  });
  return {
    hash: 'h',
    name: 'p',
    width: 100,
    height: 100,
    seatRadius: 10,
    seatCount: next,
    categories: [
      { name: 'I', color: '#ff0000' },
      { name: 'II', color: '#00ff00' },
    ],
    sections: [{ name: '1', outline: [], rows: full }],
    areas: [],
    ...part,
  };
}

describe('expandPlan', () => {
  it('places a line from its start, step by step', () => {
    const plan = expandPlan(planOf([{ seatCount: 3, shape: 'line', coordinates: [10, 20, 25, -5] }]));
    expect([...plan.x]).toEqual([10, 35, 60]);
    expect([...plan.y]).toEqual([20, 15, 10]);
  });

  it('places an arc about its centre, the angle growing from the first seat', () => {
    const plan = expandPlan(
      planOf([{ seatCount: 3, shape: 'arc', coordinates: [100, 200, 50, 0, Math.PI / 2] }]),
    );
    expect([...plan.x].map(Math.round)).toEqual([150, 100, 50]);
    expect([...plan.y].map(Math.round)).toEqual([200, 250, 200]);
  });

  it('places points pair by pair', () => {
    const plan = expandPlan(planOf([{ seatCount: 2, coordinates: [1, 2, 3, 4] }]));
    expect([...plan.x, ...plan.y]).toEqual([1, 3, 2, 4]);
  });

  it('gives each seat its own category where the row has one a seat', () => {
    const shape: Partial<PlanRow> = { seatCount: 3, shape: 'line', coordinates: [0, 0, 1, 0] };
    expect([...expandPlan(planOf([{ ...shape, categories: [1, 0, 1] }])).category]).toEqual([1, 0, 1]);
    expect([...expandPlan(planOf([{ ...shape, categories: [1] }])).category]).toEqual([1, 1, 1]);
  });

  it('numbers seats from 1 unless the row names them, and marks wheelchair places by position', () => {
    const line: Partial<PlanRow> = { seatCount: 2, shape: 'line', coordinates: [0, 0, 1, 0] };
    const plan = expandPlan(planOf([line, { ...line, seatNumbers: ['A7', 'A9'], accessible: [1] }]));
    expect([0, 1, 2, 3].map((seat) => seatNumber(plan, seat))).toEqual(['1', '2', 'A7', 'A9']);
    expect([...plan.accessible]).toEqual([0, 0, 0, 1]);
  });

  it('refuses rows that overlap, leave seats out, or go past the end', () => {
    const row = { seatCount: 2, coordinates: [0, 0, 1, 1] };
    expect(() => expandPlan(planOf([row, { ...row, firstIndex: 1 }]))).toThrow(RangeError);
    expect(() => expandPlan(planOf([row], { seatCount: 3 }))).toThrow(RangeError);
    expect(() => expandPlan(planOf([row], { seatCount: 1 }))).toThrow(RangeError);
    expect(() => expandPlan(planOf([{ ...row, categories: [2] }]))).toThrow(RangeError);
  });

  it('makes an outline around the seats of a section that has none', () => {
    const plan = expandPlan(planOf([{ seatCount: 3, coordinates: [0, 0, 100, 0, 50, 80] }]));
    const { outline } = plan.sections[0] ?? { outline: [] };
    for (const seat of [0, 1, 2]) {
      expect(isInside(outline, plan.x[seat] ?? NaN, plan.y[seat] ?? NaN)).toBe(true);
    }
  });

  it('keeps every seat of a stadium in its section, and the whole in the box', () => {
    const plan = expandPlan(makeStadium(20_000));
    expect(plan.seatCount).toBeGreaterThanOrEqual(20_000);
    for (let seat = 0; seat < plan.seatCount; seat += 97) {
      const x = plan.x[seat] ?? NaN;
      const y = plan.y[seat] ?? NaN;
      const section = plan.sections[plan.rows[plan.rowOf[seat] ?? -1]?.section ?? -1];
      expect(isInside(section?.outline ?? [], x, y), `seat ${seat}`).toBe(true);
      expect(x > plan.box.left && x < plan.box.right && y > plan.box.top && y < plan.box.bottom).toBe(true);
    }
  });

  it('turns areas clockwise about their middle', () => {
    const plan = expandPlan(
      planOf([{}], {
        areas: [
          {
            shape: 'rectangle',
            color: '#fff',
            borderColor: '#000',
            rotation: 90,
            coordinates: [0, 0, 40, 20],
          },
        ],
      }),
    );
    const corners = Array.from(plan.areas[0]?.outline ?? []).map(Math.round);
    expect(corners).toEqual([30, -10, 30, 30, 10, 30, 10, -10]);
  });
});
