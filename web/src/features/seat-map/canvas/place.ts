import { rowLabelsFromPx } from './detail';
import { type ExpandedPlan, rowOfSeat } from './expand';
import { isInside, type Point } from './geometry';
import { type Grid, nearestSeat } from './grid';

/** What the middle of the view shows; `row` where one row runs through it. */
export type Place = { section: string; row: string | undefined };

/** In seat radii: wider than an aisle between two blocks, so that crossing it does not lose the name. */
const reachInRadii = 8;
const rowReachInRadii = 2.5;

export function placeInView(
  plan: ExpandedPlan,
  grid: Grid,
  center: Point,
  seatWidthPx: number,
): Place | undefined {
  const near = (radii: number) => nearestSeat(plan, grid, center.x, center.y, radii * plan.seatRadius);
  const rowSeat = seatWidthPx >= rowLabelsFromPx ? near(rowReachInRadii) : -1;
  const seat = rowSeat >= 0 ? rowSeat : near(reachInRadii);
  const section =
    seat >= 0
      ? plan.sections[rowOfSeat(plan, seat).section]
      : plan.sections.find(({ outline }) => isInside(outline, center.x, center.y));
  if (section === undefined) return undefined;
  return { section: section.name, row: rowSeat >= 0 ? rowOfSeat(plan, rowSeat).label : undefined };
}
