import type { ExpandedPlan, Row, Section } from './expand';
import { at } from './geometry';
import type { Projection } from './pixels';

/** A row's letter and the middle of where it stands, in canvas pixels. A stuck one stands over seats. */
export type RowLabel = { text: string; x: number; y: number; isStuck: boolean };

/** In seat radii, from the middle of a row's last seat. */
const distanceInRadii = 2.1;
/** Size of a letter as a share of the text's size, with the air that keeps two labels apart. */
const letterWidth = 0.68;
const lineHeight = 1.6;

/**
 * Where the letters of the rows of `sections` stand: one before the first seat and one after the last, on a canvas
 * of `width` and `height`. A row that crosses the canvas with both ends outside has one stuck to the edge.
 *
 * Across a narrow aisle two would run into each other. When both say the same one stands between them; otherwise the
 * second is left out, as its row has another at its far end.
 */
export function placeRowLabels(
  plan: ExpandedPlan,
  sections: Section[],
  projection: Projection,
  canvas: { width: number; height: number },
  sizePx: number,
): RowLabel[] {
  const placed: RowLabel[] = [];
  const isShown = ({ x, y }: RowLabel) => x >= 0 && y >= 0 && x <= canvas.width && y <= canvas.height;
  for (const section of sections) {
    for (const row of plan.rows.slice(section.firstRow, section.firstRow + section.rowCount)) {
      const ends = rowEnds(plan, row, projection);
      const shown = ends.filter(isShown);
      for (const label of shown) join(placed, label, sizePx);
      if (shown.length > 0 || ends.length === 0) continue;
      const stuck = atEdge(plan, row, projection, canvas, sizePx);
      if (stuck) join(placed, stuck, sizePx);
    }
  }
  return placed;
}

/** Where the row, from its first seat on, enters the canvas; undefined when it never does. */
function atEdge(
  plan: ExpandedPlan,
  { label, firstIndex, seatCount }: Row,
  { scale, dx, dy }: Projection,
  canvas: { width: number; height: number },
  margin: number,
): RowLabel | undefined {
  const place = (seat: number) => ({ x: at(plan.x, seat) * scale + dx, y: at(plan.y, seat) * scale + dy });
  for (let seat = firstIndex + 1; seat < firstIndex + seatCount; seat++) {
    const inner = place(seat);
    const isIn =
      inner.x >= margin &&
      inner.y >= margin &&
      inner.x <= canvas.width - margin &&
      inner.y <= canvas.height - margin;
    if (!isIn) continue;
    const outer = place(seat - 1);
    const share = Math.max(
      shareOutside(outer.x, inner.x, margin, canvas.width - margin),
      shareOutside(outer.y, inner.y, margin, canvas.height - margin),
    );
    const x = outer.x + (inner.x - outer.x) * share;
    const y = outer.y + (inner.y - outer.y) * share;
    return { text: label, x, y, isStuck: true };
  }
  return undefined;
}

/** How much of the way from `outer` to `inner`, which lies between the bounds, is outside of them. */
function shareOutside(outer: number, inner: number, low: number, high: number): number {
  if (outer < low) return (low - outer) / (inner - outer);
  return outer > high ? (outer - high) / (outer - inner) : 0;
}

function rowEnds(plan: ExpandedPlan, { label, firstIndex, seatCount }: Row, projection: Projection) {
  if (seatCount < 2) return [];
  const last = firstIndex + seatCount - 1;
  return [
    beside(plan, projection, label, firstIndex, firstIndex + 1),
    beside(plan, projection, label, last, last - 1),
  ];
}

function beside(
  plan: ExpandedPlan,
  { scale, dx, dy }: Projection,
  text: string,
  end: number,
  inner: number,
): RowLabel {
  const ex = at(plan.x, end);
  const ey = at(plan.y, end);
  const ix = ex - at(plan.x, inner);
  const iy = ey - at(plan.y, inner);
  const away = (distanceInRadii * plan.seatRadius) / (Math.hypot(ix, iy) || 1);
  return { text, x: (ex + ix * away) * scale + dx, y: (ey + iy * away) * scale + dy, isStuck: false };
}

function join(placed: RowLabel[], label: RowLabel, sizePx: number): void {
  const neighbor = placed.find((other) => {
    const width = ((other.text.length + label.text.length) / 2) * letterWidth * sizePx;
    return Math.abs(other.x - label.x) < width && Math.abs(other.y - label.y) < lineHeight * sizePx;
  });
  if (neighbor === undefined) {
    placed.push(label);
  } else if (neighbor.text === label.text) {
    neighbor.x = (neighbor.x + label.x) / 2;
    neighbor.y = (neighbor.y + label.y) / 2;
  }
}
