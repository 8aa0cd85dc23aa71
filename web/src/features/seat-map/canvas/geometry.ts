export type Point = { x: number; y: number };
export type Box = { left: number; top: number; right: number; bottom: number };
/** Corners one after the other: x0, y0, x1, y1, ... */
export type Polygon = ArrayLike<number>;

export function emptyBox(): Box {
  return { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
}

export function isEmptyBox(box: Box): boolean {
  return box.left > box.right || box.top > box.bottom;
}

export function growBox(box: Box, x: number, y: number, by = 0): void {
  box.left = Math.min(box.left, x - by);
  box.top = Math.min(box.top, y - by);
  box.right = Math.max(box.right, x + by);
  box.bottom = Math.max(box.bottom, y + by);
}

export function boxOf(polygon: Polygon): Box {
  const box = emptyBox();
  for (let i = 0; i + 1 < polygon.length; i += 2) growBox(box, at(polygon, i), at(polygon, i + 1));
  return box;
}

export function boxesMeet(a: Box, b: Box): boolean {
  return a.left <= b.right && a.right >= b.left && a.top <= b.bottom && a.bottom >= b.top;
}

export function boxCenter(box: Box): Point {
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}

/** An element that is known to be there. Not for hot loops: one function reads all kinds of arrays slowly. */
export function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no element ${index} of ${values.length}`);
  return value;
}

export function isInside(polygon: Polygon, x: number, y: number): boolean {
  let inside = false;
  forEachEdge(polygon, (ax, ay, bx, by) => {
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

export function distanceToEdge(polygon: Polygon, x: number, y: number): number {
  let nearest = Infinity;
  forEachEdge(polygon, (ax, ay, bx, by) => {
    nearest = Math.min(nearest, distanceToSegment(x, y, ax, ay, bx, by));
  });
  return nearest;
}

export function distanceToSegment(
  x: number,
  y: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): number {
  const dx = bx - ax;
  const dy = by - ay;
  const lengthSquared = dx * dx + dy * dy;
  const along = lengthSquared === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / lengthSquared;
  const clamped = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - clamped * dx, y - ay - clamped * dy);
}

const anchorSteps = 12;
/** The centroid is taken when it has at least this share of the most room there is: labels in a ring then line up. */
const centroidRoomShare = 0.6;

/** Where a label goes, and how far that is from the edge. A bent shape's centroid can lie outside of it. */
export function roomiestPlace(polygon: Polygon): Point & { room: number } {
  const box = boxOf(polygon);
  let best = { ...boxCenter(box), room: 0 };
  for (let row = 1; row < anchorSteps; row++) {
    for (let column = 1; column < anchorSteps; column++) {
      const x = box.left + ((box.right - box.left) * column) / anchorSteps;
      const y = box.top + ((box.bottom - box.top) * row) / anchorSteps;
      const room = isInside(polygon, x, y) ? distanceToEdge(polygon, x, y) : 0;
      if (room > best.room) best = { x, y, room };
    }
  }
  const middle = centroid(polygon);
  if (!isInside(polygon, middle.x, middle.y)) return best;
  const room = distanceToEdge(polygon, middle.x, middle.y);
  return room >= best.room * centroidRoomShare ? { ...middle, room } : best;
}

function centroid(polygon: Polygon): Point {
  let area = 0;
  let x = 0;
  let y = 0;
  // Relative to a corner, so that far from the origin nothing cancels out.
  const [ox, oy] = [at(polygon, 0), at(polygon, 1)];
  forEachEdge(polygon, (ax, ay, bx, by) => {
    const twice = (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
    area += twice;
    x += (ax + bx - 2 * ox) * twice;
    y += (ay + by - 2 * oy) * twice;
  });
  if (area === 0) return boxCenter(boxOf(polygon));
  return { x: ox + x / (3 * area), y: oy + y / (3 * area) };
}

/** How wide text may be that is centred on a point: twice the way to the nearer edge, left or right of it. */
export function clearWidth(polygon: Polygon, x: number, y: number): number {
  if (!isInside(polygon, x, y)) return 0;
  let nearest = Infinity;
  forEachEdge(polygon, (ax, ay, bx, by) => {
    if (ay > y === by > y) return;
    nearest = Math.min(nearest, Math.abs(((bx - ax) * (y - ay)) / (by - ay) + ax - x));
  });
  return 2 * nearest;
}

/** The convex outline of points, `by` units outside of them (monotone chain). */
export function hullOf(points: Point[], by: number): Float32Array {
  const corners = points
    .flatMap((p) => [
      { x: p.x - by, y: p.y - by },
      { x: p.x + by, y: p.y - by },
      { x: p.x - by, y: p.y + by },
      { x: p.x + by, y: p.y + by },
    ])
    .sort((a, b) => a.x - b.x || a.y - b.y);
  const lower = halfHull(corners);
  const upper = halfHull(corners.reverse());
  return Float32Array.from([...lower.slice(0, -1), ...upper.slice(0, -1)].flatMap((p) => [p.x, p.y]));
}

function halfHull(sorted: Point[]): Point[] {
  const hull: Point[] = [];
  for (const p of sorted) {
    for (;;) {
      const b = hull.at(-1);
      const a = hull.at(-2);
      if (a === undefined || b === undefined || cross(a, b, p) > 0) break;
      hull.pop();
    }
    hull.push(p);
  }
  return hull;
}

function cross(a: Point, b: Point, p: Point): number {
  return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

function forEachEdge(
  polygon: Polygon,
  visit: (ax: number, ay: number, bx: number, by: number) => void,
): void {
  const last = polygon.length - 2;
  if (last < 0) return;
  let ax = at(polygon, last);
  let ay = at(polygon, last + 1);
  for (let i = 0; i <= last; i += 2) {
    const bx = at(polygon, i);
    const by = at(polygon, i + 1);
    visit(ax, ay, bx, by);
    ax = bx;
    ay = by;
  }
}
