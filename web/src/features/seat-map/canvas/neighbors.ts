import type { ExpandedPlan } from './expand';
import { at, type Point } from './geometry';
import { type Grid, nearestSeat } from './grid';

export type Direction = 'left' | 'right' | 'up' | 'down';

const steps: Record<Direction, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** Candidates are looked for up to this many seat widths away, so that a key crosses an aisle. */
const reachInSeats = 14;
/** Straying sideways counts double, so that "right" stays in the row. */
const strayWeight = 2;

/** The next seat in a direction on the screen, whatever row it is in; the same seat at the edge. */
export function seatTowards(plan: ExpandedPlan, grid: Grid, seat: number, direction: Direction): number {
  const reach = reachInSeats * 2 * plan.seatRadius;
  const from = { x: at(plan.x, seat), y: at(plan.y, seat) };
  const step = steps[direction];
  const columns = cellsBetween(grid.left, grid.cellSize, grid.columns, from.x - reach, from.x + reach);
  const rows = cellsBetween(grid.top, grid.cellSize, grid.rows, from.y - reach, from.y + reach);
  let best = seat;
  let bestCost = Infinity;
  for (let row = rows.first; row <= rows.last; row++) {
    const start = at(grid.starts, row * grid.columns + columns.first);
    const end = at(grid.starts, row * grid.columns + columns.last + 1);
    for (let k = start; k < end; k++) {
      const candidate = at(grid.seats, k);
      const cost = costTowards(from, step, at(plan.x, candidate), at(plan.y, candidate));
      if (candidate !== seat && cost < bestCost) {
        best = candidate;
        bestCost = cost;
      }
    }
  }
  return best;
}

/** The next section in a direction, by the places of their labels. */
export function sectionTowards(plan: ExpandedPlan, section: number, direction: Direction): number {
  const from = plan.sections[section]?.anchor;
  if (from === undefined) return 0;
  let best = section;
  let bestCost = Infinity;
  plan.sections.forEach(({ anchor }, candidate) => {
    const cost = costTowards(from, steps[direction], anchor.x, anchor.y);
    if (candidate !== section && cost < bestCost) {
      best = candidate;
      bestCost = cost;
    }
  });
  return best;
}

export function seatNearPoint(plan: ExpandedPlan, grid: Grid, point: Point): number {
  const farthest = Math.hypot(plan.box.right - plan.box.left, plan.box.bottom - plan.box.top);
  for (let reach = 8 * plan.seatRadius; ; reach *= 4) {
    const seat = nearestSeat(plan, grid, point.x, point.y, reach);
    if (seat >= 0 || reach > farthest) return seat;
  }
}

function costTowards(from: Point, step: Point, x: number, y: number): number {
  const along = (x - from.x) * step.x + (y - from.y) * step.y;
  const aside = Math.abs((x - from.x) * step.y) + Math.abs((y - from.y) * step.x);
  // Within 45 degrees of the direction; beyond that it is another key's seat.
  if (along <= 0 || aside > along) return Infinity;
  return along + strayWeight * aside;
}

function cellsBetween(origin: number, cellSize: number, count: number, low: number, high: number) {
  const clamp = (value: number) => Math.min(count - 1, Math.max(0, Math.floor((value - origin) / cellSize)));
  return { first: clamp(low), last: clamp(high) };
}
