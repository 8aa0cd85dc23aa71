import type { ExpandedPlan, Section } from './expand';
import { at, type Box, boxCenter, boxesMeet, type Point } from './geometry';
import { forEachCellRun, type Grid } from './grid';

/** A name to write: its middle and the size of the chip around it, in canvas pixels. */
export type NameChip = {
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** From 1 down to 0 as it fades. */
  strength: number;
};

/**
 * Those of the names that can be read: each wholly on the canvas, none over an earlier one. Coming closer makes room
 * for the others.
 */
export function readableNames(chips: NameChip[], canvas: { width: number; height: number }): NameChip[] {
  const taken: Box[] = [];
  const readable: NameChip[] = [];
  for (const chip of chips) {
    if (chip.x < 0 || chip.x > canvas.width || chip.y < 0 || chip.y > canvas.height) continue;
    const x = within(chip.x, chip.width, canvas.width);
    const y = within(chip.y, chip.height, canvas.height);
    const box = {
      left: x - chip.width / 2,
      right: x + chip.width / 2,
      top: y - chip.height / 2,
      bottom: y + chip.height / 2,
    };
    if (taken.some((other) => boxesMeet(other, box))) continue;
    taken.push(box);
    readable.push({ ...chip, x, y });
  }
  return readable;
}

/** The place nearest to `middle` where `length` does not cross the canvas' edge. */
function within(middle: number, length: number, canvasLength: number): number {
  return Math.max(length / 2, Math.min(canvasLength - length / 2, middle));
}

/**
 * Names for where the whole ones find no room: words that several share become their first letter, "Ground floor 11"
 * is "G 11". As many letters as keep two such groups apart; the whole names where even that is not enough.
 */
export function shortNames(names: readonly string[]): string[] {
  const groups = new Map<string, number>();
  for (const name of names) {
    const group = sharedPart(name);
    if (group !== '') groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  const shared = [...groups].filter(([, count]) => count > 1).map(([group]) => group);
  const short = names.map((name) => {
    const group = sharedPart(name);
    return shared.includes(group) ? `${initialsOf(group, shared)}${name.slice(group.length)}` : name;
  });
  return new Set(short).size === new Set(names).size ? short : [...names];
}

function sharedPart(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf(' ')));
}

function initialsOf(group: string, groups: string[]): string {
  for (let letters = 1; letters < group.length; letters++) {
    const initials = group.slice(0, letters);
    if (groups.every((other) => other === group || !other.startsWith(initials))) return initials;
  }
  return group;
}

/** Where a name of this size, in units of the plan, stands over no seat: in the section, beside it, in a corner. */
export function clearOfSeats(
  plan: ExpandedPlan,
  grid: Grid,
  { anchor, box }: Section,
  size: { width: number; height: number },
): Point | undefined {
  const halfWidth = size.width / 2;
  const halfHeight = size.height / 2;
  const middle = boxCenter(box);
  const places = [
    anchor,
    { x: middle.x, y: box.top - halfHeight },
    { x: middle.x, y: box.bottom + halfHeight },
    { x: box.left + halfWidth, y: box.top + halfHeight },
    { x: box.right - halfWidth, y: box.top + halfHeight },
    { x: box.left + halfWidth, y: box.bottom - halfHeight },
    { x: box.right - halfWidth, y: box.bottom - halfHeight },
    { x: box.left - halfWidth, y: middle.y },
    { x: box.right + halfWidth, y: middle.y },
  ];
  return places.find(({ x, y }) => {
    const covered = {
      left: x - halfWidth - plan.seatRadius,
      right: x + halfWidth + plan.seatRadius,
      top: y - halfHeight - plan.seatRadius,
      bottom: y + halfHeight + plan.seatRadius,
    };
    return !hasSeat(plan, grid, covered);
  });
}

function hasSeat(plan: ExpandedPlan, grid: Grid, box: Box): boolean {
  let isFound = false;
  forEachCellRun(grid, box, (from, to) => {
    for (let k = from; k < to && !isFound; k++) {
      const seat = at(grid.seats, k);
      const x = at(plan.x, seat);
      const y = at(plan.y, seat);
      isFound = x > box.left && x < box.right && y > box.top && y < box.bottom;
    }
  });
  return isFound;
}
