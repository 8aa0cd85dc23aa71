import type { ExpandedPlan } from './expand';
import type { Box } from './geometry';

/**
 * Seats by square cell, to find those near a point or in a box without looking at all of them.
 * `seats[starts[cell] .. starts[cell + 1]]` are the seats of a cell; cells go row by row.
 */
export type Grid = {
  left: number;
  top: number;
  cellSize: number;
  columns: number;
  rows: number;
  starts: Uint32Array;
  seats: Uint32Array;
};

const cellSizeInRadii = 6;
/** A plan whose seats are specks in a huge space must not make a huge table. */
const cellsMax = 1 << 18;

export function buildGrid(plan: ExpandedPlan): Grid {
  const { box, x, y, seatCount } = plan;
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const cellSize = Math.max(cellSizeInRadii * plan.seatRadius, Math.sqrt((width * height) / cellsMax), 1e-6);
  const columns = Math.max(1, Math.ceil(width / cellSize));
  const rows = Math.max(1, Math.ceil(height / cellSize));
  const cellOf = new Uint32Array(seatCount);
  const starts = new Uint32Array(columns * rows + 1);
  for (let seat = 0; seat < seatCount; seat++) {
    const column = clampIndex(((x[seat] as number) - box.left) / cellSize, columns);
    const row = clampIndex(((y[seat] as number) - box.top) / cellSize, rows);
    const cell = row * columns + column;
    cellOf[seat] = cell;
    starts[cell + 1] = (starts[cell + 1] as number) + 1;
  }
  for (let cell = 0; cell < columns * rows; cell++) {
    starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number);
  }
  const next = starts.slice();
  const seats = new Uint32Array(seatCount);
  for (let seat = 0; seat < seatCount; seat++) {
    const cell = cellOf[seat] as number;
    const place = next[cell] as number;
    seats[place] = seat;
    next[cell] = place + 1;
  }
  return { left: box.left, top: box.top, cellSize, columns, rows, starts, seats };
}

/** The seat whose centre is nearest to the point and at most `reach` away; -1 when there is none. */
export function nearestSeat(plan: ExpandedPlan, grid: Grid, px: number, py: number, reach: number): number {
  let nearest = -1;
  let nearestSquared = reach * reach;
  const span = { left: px - reach, right: px + reach, top: py - reach, bottom: py + reach };
  forEachCellRun(grid, span, (from, to) => {
    for (let k = from; k < to; k++) {
      const seat = grid.seats[k] as number;
      const dx = (plan.x[seat] as number) - px;
      const dy = (plan.y[seat] as number) - py;
      const squared = dx * dx + dy * dy;
      if (squared < nearestSquared || (squared === nearestSquared && (nearest < 0 || seat < nearest))) {
        nearest = seat;
        nearestSquared = squared;
      }
    }
  });
  return nearest;
}

/**
 * Calls `visit(from, to)` for runs of `grid.seats` that together hold every seat in the box,
 * and a few beside it. One call a line of cells keeps the caller's loop hot.
 */
export function forEachCellRun(grid: Grid, box: Box, visit: (from: number, to: number) => void): void {
  const { left, top, cellSize, columns, rows, starts } = grid;
  if (box.right < left - cellSize || box.left > left + cellSize * (columns + 1)) return;
  if (box.bottom < top - cellSize || box.top > top + cellSize * (rows + 1)) return;
  const firstColumn = clampIndex((box.left - left) / cellSize, columns);
  const lastColumn = clampIndex((box.right - left) / cellSize, columns);
  const firstRow = clampIndex((box.top - top) / cellSize, rows);
  const lastRow = clampIndex((box.bottom - top) / cellSize, rows);
  for (let row = firstRow; row <= lastRow; row++) {
    const from = starts[row * columns + firstColumn] as number;
    const to = starts[row * columns + lastColumn + 1] as number;
    if (from < to) visit(from, to);
  }
}

function clampIndex(value: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(value)));
}
