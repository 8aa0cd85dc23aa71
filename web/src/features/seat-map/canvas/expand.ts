import type { PlanArea, PlanRow, SeatingPlan } from '../types';
import {
  at,
  type Box,
  boxOf,
  emptyBox,
  growBox,
  hullOf,
  isEmptyBox,
  type Polygon,
  roomiestPlace,
} from './geometry';

export type Row = {
  label: string;
  section: number;
  firstIndex: number;
  seatCount: number;
  /** Absent when the seats are numbered 1, 2, 3, ... */
  seatNumbers: string[] | undefined;
};

export type Section = {
  name: string;
  outline: Polygon;
  box: Box;
  firstRow: number;
  rowCount: number;
  seatCount: number;
  /** The category most of its seats have: the section's tint in the far view. */
  mainCategory: number;
  /** Where a label has most room, and how much. */
  anchor: { x: number; y: number; room: number };
};

export type Area = {
  outline: Polygon;
  color: string;
  borderColor: string;
  text: { value: string; x: number; y: number; size: number | undefined } | undefined;
};

/**
 * A seating plan with every seat's place worked out, in arrays by the seat's dense index.
 * Never changes, so it is made once a plan.
 */
export type ExpandedPlan = {
  hash: string;
  seatCount: number;
  seatRadius: number;
  box: Box;
  categories: { name: string; color: string }[];
  sections: Section[];
  rows: Row[];
  areas: Area[];
  x: Float32Array;
  y: Float32Array;
  category: Uint8Array;
  /** 1 for a wheelchair place. */
  accessible: Uint8Array;
  rowOf: Uint32Array;
};

const categoriesMax = 256;
const outlinePadding = 1.6;

/** Throws a RangeError when rows and seat count contradict each other: such a plan would sell wrong seats. */
export function expandPlan(plan: SeatingPlan): ExpandedPlan {
  if (plan.categories.length > categoriesMax) throw new RangeError('too many categories');
  const count = plan.seatCount;
  const expanded: ExpandedPlan = {
    hash: plan.hash,
    seatCount: count,
    seatRadius: plan.seatRadius,
    box: emptyBox(),
    categories: plan.categories,
    sections: [],
    rows: [],
    areas: plan.areas.map(expandArea),
    x: new Float32Array(count),
    y: new Float32Array(count),
    category: new Uint8Array(count),
    accessible: new Uint8Array(count),
    rowOf: new Uint32Array(count),
  };
  const seen = new Uint8Array(count);
  plan.sections.forEach((section, sectionIndex) => {
    const firstRow = expanded.rows.length;
    for (const row of section.rows) expandRow(expanded, seen, sectionIndex, row);
    expanded.sections.push(describeSection(expanded, section.name, section.outline, firstRow));
  });
  if (seen.includes(0)) throw new RangeError('the plan leaves out seats');
  expanded.box = contentBox(expanded);
  return expanded;
}

function expandRow(plan: ExpandedPlan, seen: Uint8Array, section: number, row: PlanRow): void {
  const rowIndex = plan.rows.length;
  plan.rows.push({
    label: row.label,
    section,
    firstIndex: row.firstIndex,
    seatCount: row.seatCount,
    seatNumbers: row.seatNumbers,
  });
  if (row.firstIndex + row.seatCount > plan.seatCount) throw new RangeError('a row goes past the last seat');
  const sameCategory = row.categories.length === 1;
  for (let i = 0; i < row.seatCount; i++) {
    const seat = row.firstIndex + i;
    if (seen[seat] === 1) throw new RangeError(`seat ${seat} is in two rows`);
    seen[seat] = 1;
    placeSeat(plan, seat, row, i);
    const category = at(row.categories, sameCategory ? 0 : i);
    if (category >= plan.categories.length) throw new RangeError(`no category ${category}`);
    plan.category[seat] = category;
    plan.rowOf[seat] = rowIndex;
  }
  for (const i of row.accessible ?? []) {
    if (i < row.seatCount) plan.accessible[row.firstIndex + i] = 1;
  }
}

function placeSeat(plan: ExpandedPlan, seat: number, row: PlanRow, i: number): void {
  const c = row.coordinates;
  switch (row.shape) {
    case 'line':
      plan.x[seat] = at(c, 0) + i * at(c, 2);
      plan.y[seat] = at(c, 1) + i * at(c, 3);
      return;
    case 'arc': {
      const angle = at(c, 3) + i * at(c, 4);
      plan.x[seat] = at(c, 0) + at(c, 2) * Math.cos(angle);
      plan.y[seat] = at(c, 1) + at(c, 2) * Math.sin(angle);
      return;
    }
    case 'points':
      plan.x[seat] = at(c, 2 * i);
      plan.y[seat] = at(c, 2 * i + 1);
      return;
  }
}

function describeSection(plan: ExpandedPlan, name: string, given: number[], firstRow: number): Section {
  const rows = plan.rows.slice(firstRow);
  const perCategory = new Uint32Array(plan.categories.length);
  const places: { x: number; y: number }[] = [];
  let seatCount = 0;
  for (const row of rows) {
    seatCount += row.seatCount;
    for (let seat = row.firstIndex; seat < row.firstIndex + row.seatCount; seat++) {
      const category = at(plan.category, seat);
      perCategory[category] = at(perCategory, category) + 1;
      if (given.length < 6) places.push({ x: at(plan.x, seat), y: at(plan.y, seat) });
    }
  }
  const outline =
    given.length >= 6 ? Float32Array.from(given) : hullOf(places, plan.seatRadius * outlinePadding);
  return {
    name,
    outline,
    box: boxOf(outline),
    firstRow,
    rowCount: rows.length,
    seatCount,
    mainCategory: perCategory.indexOf(Math.max(...perCategory)),
    anchor: roomiestPlace(outline),
  };
}

function contentBox(plan: ExpandedPlan): Box {
  const box = emptyBox();
  for (let seat = 0; seat < plan.seatCount; seat++) {
    growBox(box, at(plan.x, seat), at(plan.y, seat), plan.seatRadius);
  }
  for (const { outline } of [...plan.sections, ...plan.areas]) {
    for (let i = 0; i + 1 < outline.length; i += 2) growBox(box, at(outline, i), at(outline, i + 1));
  }
  return isEmptyBox(box) ? { left: 0, top: 0, right: 1, bottom: 1 } : box;
}

const curveSteps = 64;

function expandArea(area: PlanArea): Area {
  const outline = areaOutline(area);
  const c = area.coordinates;
  const text = area.text;
  if (area.shape === 'text') {
    const [x = 0, y = 0, size] = c;
    return { outline, ...colorsOf(area), text: text ? { value: text, x, y, size } : undefined };
  }
  const middle = outline.length >= 6 ? roomiestPlace(outline) : undefined;
  return {
    outline,
    ...colorsOf(area),
    text: text && middle ? { value: text, x: middle.x, y: middle.y, size: undefined } : undefined,
  };
}

function colorsOf(area: PlanArea) {
  return { color: area.color, borderColor: area.borderColor };
}

function areaOutline(area: PlanArea): Float32Array {
  const c = area.coordinates;
  switch (area.shape) {
    case 'polygon':
      return rotated(Float32Array.from(c), area.rotation);
    case 'rectangle': {
      const [x = 0, y = 0, width = 0, height = 0] = c;
      const corners = [x, y, x + width, y, x + width, y + height, x, y + height];
      return rotated(Float32Array.from(corners), area.rotation);
    }
    case 'ellipse':
      return rotated(ellipse(c[0], c[1], c[2], c[3]), area.rotation);
    case 'circle':
      return ellipse(c[0], c[1], c[2], c[2]);
    case 'text':
      return new Float32Array(0);
  }
}

function ellipse(cx = 0, cy = 0, rx = 0, ry = 0): Float32Array {
  const outline = new Float32Array(2 * curveSteps);
  for (let i = 0; i < curveSteps; i++) {
    const angle = (i / curveSteps) * 2 * Math.PI;
    outline[2 * i] = cx + rx * Math.cos(angle);
    outline[2 * i + 1] = cy + ry * Math.sin(angle);
  }
  return outline;
}

/** Turned clockwise about the middle of its box. */
function rotated(outline: Float32Array, degrees: number): Float32Array {
  if (degrees === 0 || outline.length === 0) return outline;
  const box = boxOf(outline);
  const cx = (box.left + box.right) / 2;
  const cy = (box.top + box.bottom) / 2;
  const angle = (degrees * Math.PI) / 180;
  const turned = new Float32Array(outline.length);
  for (let i = 0; i + 1 < outline.length; i += 2) {
    const dx = at(outline, i) - cx;
    const dy = at(outline, i + 1) - cy;
    turned[i] = cx + dx * Math.cos(angle) - dy * Math.sin(angle);
    turned[i + 1] = cy + dx * Math.sin(angle) + dy * Math.cos(angle);
  }
  return turned;
}

export function rowOfSeat(plan: ExpandedPlan, seat: number): Row {
  const row = plan.rows[at(plan.rowOf, seat)];
  if (row === undefined) throw new RangeError(`seat ${seat} has no row`);
  return row;
}

export function sectionOfSeat(plan: ExpandedPlan, seat: number): Section {
  const section = plan.sections[rowOfSeat(plan, seat).section];
  if (section === undefined) throw new RangeError(`seat ${seat} has no section`);
  return section;
}

export function seatNumber(plan: ExpandedPlan, seat: number): string {
  const row = rowOfSeat(plan, seat);
  const position = seat - row.firstIndex;
  return row.seatNumbers?.[position] ?? String(position + 1);
}
