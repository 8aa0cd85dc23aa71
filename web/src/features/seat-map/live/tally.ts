import type { ExpandedPlan } from '../canvas/expand';
import { at } from '../canvas/geometry';
import { available, type SeatChange } from './statuses';

/** How many seats are free by section and category, kept up to date change by change. */
export type Tally = { categories: number; free: Uint32Array };

export function countFree(plan: ExpandedPlan, statuses: Uint8Array): Tally {
  const tally = emptyTally(plan);
  for (let seat = 0; seat < plan.seatCount; seat++) {
    if (statuses[seat] === available) bump(tally, plan, seat, 1);
  }
  return tally;
}

export function emptyTally(plan: ExpandedPlan): Tally {
  const categories = Math.max(1, plan.categories.length);
  return { categories, free: new Uint32Array(plan.sections.length * categories) };
}

export function updateTally(tally: Tally, plan: ExpandedPlan, changes: SeatChange[]): void {
  for (const { seat, before, after } of changes) {
    const gained = Number(after === available) - Number(before === available);
    if (gained !== 0) bump(tally, plan, seat, gained);
  }
}

function bump(tally: Tally, plan: ExpandedPlan, seat: number, by: number): void {
  const row = plan.rows[plan.rowOf[seat] as number];
  if (row === undefined) return;
  const place = row.section * tally.categories + (plan.category[seat] as number);
  tally.free[place] = (tally.free[place] as number) + by;
}

export function freeInSection(tally: Tally, section: number): number {
  let free = 0;
  for (let c = 0; c < tally.categories; c++) free += at(tally.free, section * tally.categories + c);
  return free;
}

export function freeInCategory(tally: Tally, category: number): number {
  let free = 0;
  for (let i = category; i < tally.free.length; i += tally.categories) free += at(tally.free, i);
  return free;
}

/** The lowest all-in price among a section's free seats, or undefined when none is left. */
export function cheapestFree(
  tally: Tally,
  section: number,
  totals: (number | undefined)[],
): number | undefined {
  let cheapest: number | undefined;
  for (let c = 0; c < tally.categories; c++) {
    if (at(tally.free, section * tally.categories + c) === 0) continue;
    const total = totals[c];
    if (total !== undefined && (cheapest === undefined || total < cheapest)) cheapest = total;
  }
  return cheapest;
}
