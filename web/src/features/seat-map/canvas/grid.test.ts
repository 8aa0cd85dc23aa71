import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../lib/random';
import { makeStadium } from '../testing/stadium';
import { expandPlan } from './expand';
import { buildGrid, forEachCellRun, nearestSeat } from './grid';
import { seatTowards } from './neighbors';

const plan = expandPlan(makeStadium(14_000));
const grid = buildGrid(plan);
const xOf = (seat: number) => plan.x[seat] ?? NaN;
const yOf = (seat: number) => plan.y[seat] ?? NaN;

function nearestByBrute(px: number, py: number, reach: number): number {
  let nearest = -1;
  let best = reach * reach;
  for (let seat = 0; seat < plan.seatCount; seat++) {
    const squared = (xOf(seat) - px) ** 2 + (yOf(seat) - py) ** 2;
    if (squared < best) {
      best = squared;
      nearest = seat;
    }
  }
  return nearest;
}

describe('the grid', () => {
  it('finds the same seat as looking at all of them', () => {
    const random = seededRandom('grid');
    let hits = 0;
    for (let i = 0; i < 600; i++) {
      const near = Math.floor(random() * plan.seatCount);
      const px = xOf(near) + (random() - 0.5) * 90;
      const py = yOf(near) + (random() - 0.5) * 90;
      const reach = 2 + random() * 80;
      const expected = nearestByBrute(px, py, reach);
      expect(nearestSeat(plan, grid, px, py, reach)).toBe(expected);
      if (expected >= 0) hits++;
    }
    expect(hits).toBeGreaterThan(300);
  });

  it('finds nothing outside of the plan', () => {
    expect(nearestSeat(plan, grid, plan.box.right + 500, plan.box.bottom + 500, 30)).toBe(-1);
  });

  it('holds every seat of a box, each once', () => {
    const random = seededRandom('boxes');
    for (let i = 0; i < 50; i++) {
      const left = plan.box.left + random() * (plan.box.right - plan.box.left);
      const top = plan.box.top + random() * (plan.box.bottom - plan.box.top);
      const box = { left, top, right: left + random() * 1500, bottom: top + random() * 1500 };
      const found: number[] = [];
      forEachCellRun(grid, box, (from, to) => found.push(...grid.seats.subarray(from, to)));
      const set = new Set(found);
      expect(set.size).toBe(found.length);
      for (let seat = 0; seat < plan.seatCount; seat++) {
        const x = xOf(seat);
        const y = yOf(seat);
        const isIn = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
        if (isIn && !set.has(seat)) throw new Error(`seat ${seat} of box ${i} is missing`);
      }
    }
  });

  it('moves along a row and to the row behind it by keys', () => {
    const seat = 30;
    expect(seatTowards(plan, grid, seat, 'right')).toBe(31);
    expect(seatTowards(plan, grid, seat, 'left')).toBe(29);
    const below = seatTowards(plan, grid, seat, 'down');
    expect(xOf(below)).toBe(xOf(seat));
    expect(yOf(below) - yOf(seat)).toBe(28);
    expect(seatTowards(plan, grid, below, 'up')).toBe(seat);
  });
});
