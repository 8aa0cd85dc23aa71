import { type Box, boxCenter, type Point } from './geometry';

/** CSS pixels. */
export type Viewport = { width: number; height: number };

/** Which place of the plan is in the middle of the viewport, and how many CSS pixels a unit of the plan takes. */
export type Camera = { x: number; y: number; scale: number };

/** What a camera may show: the plan, no smaller than it fits, no larger than is useful. */
export type CameraLimits = {
  box: Box;
  scaleMin: number;
  scaleMax: number;
  /** By how much the fitted plan stands off the middle, in CSS pixels, to be clear of the buttons. */
  shift: Point;
};

const seatWidthMaxPx = 46;
const fitMarginShare = 0.04;
/** How far past the plan's edge one may pan when zoomed in, as a share of the viewport. */
const slackShare = 0.35;

export function fitBox(box: Box, viewport: Viewport, marginShare = fitMarginShare): Camera {
  const margin = 1 - 2 * marginShare;
  const width = Math.max(box.right - box.left, Number.EPSILON);
  const height = Math.max(box.bottom - box.top, Number.EPSILON);
  const scale = Math.min((viewport.width * margin) / width, (viewport.height * margin) / height);
  return { ...boxCenter(box), scale };
}

/** How far from the middle of the view, as a share of its half, a seat may stand for its surroundings' sake. */
const offCenterShare = 0.55;

/**
 * Looks at `subject` at `scale` with as much of `around` in view as leaves the subject well inside: the front row
 * then shows its block, and not the stage before it.
 */
export function frameWithin(subject: Box, around: Box, scale: number, viewport: Viewport): Camera {
  const reachX = Math.max(
    0,
    ((viewport.width / 2) * offCenterShare) / scale - (subject.right - subject.left) / 2,
  );
  const reachY = Math.max(
    0,
    ((viewport.height / 2) * offCenterShare) / scale - (subject.bottom - subject.top) / 2,
  );
  const middle = boxCenter(subject);
  const wanted = boxCenter(around);
  return {
    scale,
    x: Math.min(middle.x + reachX, Math.max(middle.x - reachX, wanted.x)),
    y: Math.min(middle.y + reachY, Math.max(middle.y - reachY, wanted.y)),
  };
}

/** `corner`: what the buttons take of the viewport's bottom right. */
export function limitsFor(
  box: Box,
  seatRadius: number,
  viewport: Viewport,
  corner: Viewport = { width: 0, height: 0 },
): CameraLimits {
  const { scale: scaleMin, shift } = fitBeside(box, viewport, corner);
  return { box, scaleMin, scaleMax: Math.max(scaleMin, seatWidthMaxPx / (2 * seatRadius)), shift };
}

/** The largest view of everything that keeps clear of the corner: as it is, moved up, or moved left. */
function fitBeside(box: Box, viewport: Viewport, corner: Viewport): { scale: number; shift: Point } {
  const whole = fitBox(box, viewport).scale;
  const freeX = (viewport.width - (box.right - box.left) * whole) / 2;
  const freeY = (viewport.height - (box.bottom - box.top) * whole) / 2;
  if (freeX >= corner.width || freeY >= corner.height) return { scale: whole, shift: { x: 0, y: 0 } };
  const above = fitBox(box, { ...viewport, height: viewport.height - corner.height }).scale;
  const beside = fitBox(box, { ...viewport, width: viewport.width - corner.width }).scale;
  return above >= beside
    ? { scale: above, shift: { x: 0, y: -corner.height / 2 } }
    : { scale: beside, shift: { x: -corner.width / 2, y: 0 } };
}

export function fittedCamera(limits: CameraLimits, viewport: Viewport): Camera {
  return clampCamera({ ...boxCenter(limits.box), scale: limits.scaleMin }, limits, viewport);
}

/** The nearest camera within the limits. A plan smaller than the viewport stays in its middle. */
export function clampCamera(camera: Camera, limits: CameraLimits, viewport: Viewport): Camera {
  const scale = Math.min(limits.scaleMax, Math.max(limits.scaleMin, camera.scale));
  // Grows from nothing, so that zooming out all the way glides to the centred view instead of jumping.
  const closeness = Math.min(1, scale / limits.scaleMin - 1);
  const slack = closeness * slackShare;
  const { box, shift } = limits;
  const middle = boxCenter(box);
  const center = {
    x: middle.x - (shift.x * (1 - closeness)) / scale,
    y: middle.y - (shift.y * (1 - closeness)) / scale,
  };
  const reachX = reach(box.right - box.left, viewport.width, scale, slack);
  const reachY = reach(box.bottom - box.top, viewport.height, scale, slack);
  return {
    scale,
    x: Math.min(center.x + reachX, Math.max(center.x - reachX, camera.x)),
    y: Math.min(center.y + reachY, Math.max(center.y - reachY, camera.y)),
  };
}

function reach(size: number, viewportSize: number, scale: number, slack: number): number {
  return Math.max(0, (size * scale - viewportSize) / 2 + viewportSize * slack) / scale;
}

export function toScreen(camera: Camera, viewport: Viewport, x: number, y: number): Point {
  return {
    x: (x - camera.x) * camera.scale + viewport.width / 2,
    y: (y - camera.y) * camera.scale + viewport.height / 2,
  };
}

export function toPlan(camera: Camera, viewport: Viewport, screenX: number, screenY: number): Point {
  return {
    x: (screenX - viewport.width / 2) / camera.scale + camera.x,
    y: (screenY - viewport.height / 2) / camera.scale + camera.y,
  };
}

export function visibleBox(camera: Camera, viewport: Viewport): Box {
  const halfWidth = viewport.width / 2 / camera.scale;
  const halfHeight = viewport.height / 2 / camera.scale;
  return {
    left: camera.x - halfWidth,
    right: camera.x + halfWidth,
    top: camera.y - halfHeight,
    bottom: camera.y + halfHeight,
  };
}

/** Zooms by `factor`; what is under `anchor` (CSS pixels) stays there. */
export function zoomAt(
  camera: Camera,
  viewport: Viewport,
  limits: CameraLimits,
  anchor: Point,
  factor: number,
): Camera {
  const scale = Math.min(limits.scaleMax, Math.max(limits.scaleMin, camera.scale * factor));
  const under = toPlan(camera, viewport, anchor.x, anchor.y);
  return clampCamera(
    {
      scale,
      x: under.x - (anchor.x - viewport.width / 2) / scale,
      y: under.y - (anchor.y - viewport.height / 2) / scale,
    },
    limits,
    viewport,
  );
}

/** Moves the plan by CSS pixels, as a drag does. */
export function panBy(
  camera: Camera,
  viewport: Viewport,
  limits: CameraLimits,
  dx: number,
  dy: number,
): Camera {
  const moved = { ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale };
  return clampCamera(moved, limits, viewport);
}

export type Flight = { durationMs: number; at: (share: number) => Camera };

const curve = Math.SQRT2;
const msPerLength = 320;
const flightMinMs = 180;
const flightMaxMs = 750;

/**
 * The path from one view to another that feels shortest: it zooms out while it travels far
 * (van Wijk and Nuij, "Smooth and efficient zooming and panning", 2003).
 */
export function planFlight(from: Camera, to: Camera, viewport: Viewport): Flight {
  const size = Math.max(viewport.width, viewport.height);
  const w0 = size / from.scale;
  const w1 = size / to.scale;
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const d = Math.hypot(dx, dy);
  const path = d < w0 * 1e-4 ? zoomPath(w0, w1) : arcPath(w0, w1, d);
  const durationMs = Math.min(flightMaxMs, Math.max(flightMinMs, Math.abs(path.length) * msPerLength));
  return {
    durationMs,
    at(share) {
      if (share >= 1) return to;
      if (share <= 0) return from;
      const { travelled, width } = path.at(easeInOut(share) * path.length);
      const along = d === 0 ? easeInOut(share) : travelled / d;
      return { x: from.x + dx * along, y: from.y + dy * along, scale: size / width };
    },
  };
}

type Path = { length: number; at: (s: number) => { travelled: number; width: number } };

function zoomPath(w0: number, w1: number): Path {
  const length = Math.log(w1 / w0) / curve;
  return { length, at: (s) => ({ travelled: 0, width: w0 * Math.exp(curve * s) }) };
}

function arcPath(w0: number, w1: number, d: number): Path {
  const c2 = curve * curve;
  const b0 = (w1 * w1 - w0 * w0 + c2 * c2 * d * d) / (2 * w0 * c2 * d);
  const b1 = (w1 * w1 - w0 * w0 - c2 * c2 * d * d) / (2 * w1 * c2 * d);
  const r0 = Math.log(Math.sqrt(b0 * b0 + 1) - b0);
  const r1 = Math.log(Math.sqrt(b1 * b1 + 1) - b1);
  const length = (r1 - r0) / curve;
  return {
    length,
    at(s) {
      const r = curve * s + r0;
      const travelled = (w0 / c2) * (Math.cosh(r0) * Math.tanh(r) - Math.sinh(r0));
      return { travelled, width: (w0 * Math.cosh(r0)) / Math.cosh(r) };
    },
  };
}

function easeInOut(share: number): number {
  return share * share * (3 - 2 * share);
}
