import { type Camera, toScreen, type Viewport } from './camera';
import { css } from './color';
import { seatsFromPx } from './detail';
import type { ExpandedPlan } from './expand';
import { at } from './geometry';
import { projectionOf } from './paintSeats';
import { type Pen, tracePolygon } from './paintSections';
import type { MapTheme } from './theme';

export type Overlay = {
  plan: ExpandedPlan;
  theme: MapTheme;
  camera: Camera;
  viewport: Viewport;
  pixelRatio: number;
  /** Mine, held or about to be. */
  mine: readonly number[];
  /** Mine, and the server is being asked. */
  pending: ReadonlySet<number>;
  hoveredSeat: number;
  hoveredSection: number;
  /** Where the keyboard is; -1 when nowhere. */
  focusedSeat: number;
  focusedSection: number;
};

/** From far away a chosen seat is a pin: smaller than this nobody finds it again. */
const pinRadiusPx = 6;
const tickFromPx = 5;

/** What changes with the pointer and the choice, over a scene that stays. */
export function paintOverlay(pen: Pen, overlay: Overlay): void {
  const { plan, theme, viewport, pixelRatio, camera } = overlay;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  outlineSection(pen, overlay, overlay.hoveredSection, css(theme.ink), 2);
  outlineSection(pen, overlay, overlay.focusedSection, css(theme.focus), 3);
  pen.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  const radius = plan.seatRadius * camera.scale;
  const areSeatsShown = 2 * radius >= seatsFromPx;
  const pinRadius = Math.max(radius, areSeatsShown ? radius : pinRadiusPx, pinRadiusPx * 0.75);
  const mine = overlay.mine
    .map((seat) => ({ seat, ...toScreen(camera, viewport, at(plan.x, seat), at(plan.y, seat)) }))
    .filter(
      ({ x, y }) => isNear(x, viewport.width, pinRadius * 2) && isNear(y, viewport.height, pinRadius * 2),
    );
  // Every ring before every disc: seats side by side share one outline and none covers the next.
  const outer = pinRadius + ringGap(pinRadius) + Math.max(1.5, pinRadius * 0.14);
  for (const { x, y } of mine) fillDisc(pen, css(theme.paper), x, y, outer + 1);
  for (const { x, y } of mine) fillDisc(pen, css(theme.ink), x, y, outer);
  for (const { x, y } of mine) fillDisc(pen, css(theme.paper), x, y, pinRadius + ringGap(pinRadius));
  for (const { seat, x, y } of mine) drawMine(pen, theme, x, y, pinRadius, overlay.pending.has(seat));
  ringSeat(pen, overlay, overlay.hoveredSeat, css(theme.ink), radius + 1.5, 2);
  ringSeat(pen, overlay, overlay.focusedSeat, css(theme.focus), Math.max(radius + 3, 7), 3);
}

function outlineSection(pen: Pen, overlay: Overlay, index: number, color: string, width: number): void {
  const section = overlay.plan.sections[index];
  if (section === undefined) return;
  const { camera, viewport, pixelRatio } = overlay;
  tracePolygon(pen, section.outline, projectionOf(camera, viewport, pixelRatio));
  pen.lineJoin = 'round';
  pen.lineWidth = width * pixelRatio;
  pen.strokeStyle = color;
  pen.stroke();
}

function isNear(place: number, size: number, by: number): boolean {
  return place > -by && place < size + by;
}

const ringGap = (radius: number) => Math.max(1.5, radius * 0.16);

/** A dark disc with a tick, within its ring; while the server is asked, a ring instead of the disc. */
function drawMine(pen: Pen, theme: MapTheme, x: number, y: number, radius: number, isPending: boolean): void {
  if (isPending) {
    strokeRing(pen, css(theme.ink), x, y, radius * 0.72, Math.max(1.5, radius * 0.2));
    return;
  }
  fillDisc(pen, css(theme.ink), x, y, radius);
  if (radius < tickFromPx) return;
  pen.beginPath();
  pen.moveTo(x - radius * 0.42, y + radius * 0.04);
  pen.lineTo(x - radius * 0.1, y + radius * 0.36);
  pen.lineTo(x + radius * 0.46, y - radius * 0.34);
  pen.lineWidth = Math.max(1.5, radius * 0.2);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.strokeStyle = css(theme.paper);
  pen.stroke();
}

function ringSeat(
  pen: Pen,
  overlay: Overlay,
  seat: number,
  color: string,
  radius: number,
  width: number,
): void {
  if (seat < 0 || seat >= overlay.plan.seatCount) return;
  const { plan, camera, viewport } = overlay;
  const { x, y } = toScreen(camera, viewport, at(plan.x, seat), at(plan.y, seat));
  strokeRing(pen, color, x, y, radius, width);
}

function fillDisc(pen: Pen, color: string, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = color;
  pen.fill();
}

function strokeRing(pen: Pen, color: string, x: number, y: number, radius: number, width: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.lineWidth = width;
  pen.strokeStyle = color;
  pen.stroke();
}
