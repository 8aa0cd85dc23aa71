import { type ExpandedPlan, rowOfSeat } from '../canvas/expand';
import { at } from '../canvas/geometry';
import { available } from '../live/statuses';

/** A wider step than this many times the row's usual one is an aisle, which parts neighbours. */
const aisleFactor = 1.8;

/** Free seats that the choice leaves without any free neighbour, and that had one before it. */
export function singlesLeftBy(plan: ExpandedPlan, statuses: Uint8Array, chosen: readonly number[]): number[] {
  const mine = new Set(chosen);
  const singles = new Set<number>();
  for (const seat of chosen) {
    for (const side of [seat - 1, seat + 1]) {
      if (!isFree(plan, statuses, mine, seat, side)) continue;
      const beyond = side + (side - seat);
      if (!isFree(plan, statuses, mine, side, beyond)) singles.add(side);
    }
  }
  return [...singles].sort((a, b) => a - b);
}

function isFree(
  plan: ExpandedPlan,
  statuses: Uint8Array,
  mine: ReadonlySet<number>,
  from: number,
  to: number,
): boolean {
  return areNeighbors(plan, from, to) && statuses[to] === available && !mine.has(to);
}

function areNeighbors(plan: ExpandedPlan, a: number, b: number): boolean {
  if (b < 0 || b >= plan.seatCount || plan.rowOf[a] !== plan.rowOf[b]) return false;
  return step(plan, a, b) <= usualStep(plan, a) * aisleFactor;
}

function usualStep(plan: ExpandedPlan, seat: number): number {
  const row = rowOfSeat(plan, seat);
  const steps: number[] = [];
  for (let i = row.firstIndex; i + 1 < row.firstIndex + row.seatCount; i++) steps.push(step(plan, i, i + 1));
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? Infinity;
}

function step(plan: ExpandedPlan, a: number, b: number): number {
  return Math.hypot(at(plan.x, a) - at(plan.x, b), at(plan.y, a) - at(plan.y, b));
}
