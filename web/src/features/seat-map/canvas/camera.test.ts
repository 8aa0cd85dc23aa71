import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../lib/random';
import {
  clampCamera,
  fitBox,
  fittedCamera,
  frameWithin,
  limitsFor,
  panBy,
  planFlight,
  toPlan,
  toScreen,
  zoomAt,
} from './camera';

const box = { left: -1000, top: -500, right: 3000, bottom: 2500 };
const viewport = { width: 800, height: 600 };
const limits = limitsFor(box, 10, viewport);
const fitted = fitBox(box, viewport);

describe('the camera', () => {
  it('fits the whole plan in view', () => {
    const topLeft = toScreen(fitted, viewport, box.left, box.top);
    const bottomRight = toScreen(fitted, viewport, box.right, box.bottom);
    expect(topLeft.x).toBeGreaterThanOrEqual(0);
    expect(topLeft.y).toBeGreaterThanOrEqual(0);
    expect(bottomRight.x).toBeLessThanOrEqual(viewport.width);
    expect(bottomRight.y).toBeLessThanOrEqual(viewport.height);
  });

  it('keeps the fitted plan clear of the buttons in the corner, and no smaller than that takes', () => {
    const corner = { width: 150, height: 60 };
    const full = { left: 0, top: 0, right: 800, bottom: 600 };
    const limitsBeside = limitsFor(full, 10, viewport, corner);
    const camera = fittedCamera(limitsBeside, viewport);
    expect(toScreen(camera, viewport, full.right, full.bottom).y).toBeLessThanOrEqual(600 - corner.height);
    expect(toScreen(camera, viewport, full.left, full.top).y).toBeGreaterThanOrEqual(0);
    expect(clampCamera(camera, limitsBeside, viewport)).toEqual(camera);
    const narrow = { left: 0, top: 0, right: 400, bottom: 600 };
    expect(limitsFor(narrow, 10, viewport, corner).scaleMin).toBe(fitBox(narrow, viewport).scale);
  });

  it('shows the block of a front seat, with the seat still well in view', () => {
    const seat = { left: 90, right: 110, top: 0, bottom: 20 };
    const block = { left: 0, right: 2000, top: 0, bottom: 1000 };
    const camera = frameWithin(seat, block, 1, viewport);
    const place = toScreen(camera, viewport, 100, 10);
    expect(camera.y).toBeGreaterThan(10);
    expect(place.x).toBeGreaterThanOrEqual(viewport.width * 0.2);
    expect(place.y).toBeGreaterThanOrEqual(viewport.height * 0.2);
    const alone = frameWithin(seat, seat, 1, viewport);
    expect([alone.x, alone.y]).toEqual([100, 10]);
  });

  it('maps to the screen and back', () => {
    const place = toPlan(fitted, viewport, 123, 456);
    const back = toScreen(fitted, viewport, place.x, place.y);
    expect(back.x).toBeCloseTo(123);
    expect(back.y).toBeCloseTo(456);
  });

  it('keeps what is under the pointer there while zooming', () => {
    const start = zoomAt(fitted, viewport, limits, { x: 400, y: 300 }, 4);
    const anchor = { x: 450, y: 280 };
    const before = toPlan(start, viewport, anchor.x, anchor.y);
    const after = toPlan(zoomAt(start, viewport, limits, anchor, 1.3), viewport, anchor.x, anchor.y);
    expect(after.x).toBeCloseTo(before.x, 6);
    expect(after.y).toBeCloseTo(before.y, 6);
  });

  it('never leaves its limits, whatever is done to it', () => {
    const random = seededRandom('camera');
    let camera = fitted;
    for (let i = 0; i < 2000; i++) {
      const anchor = { x: random() * viewport.width, y: random() * viewport.height };
      camera =
        random() < 0.5
          ? zoomAt(camera, viewport, limits, anchor, Math.exp((random() - 0.5) * 3))
          : panBy(camera, viewport, limits, (random() - 0.5) * 4000, (random() - 0.5) * 4000);
      expect(camera.scale).toBeGreaterThanOrEqual(limits.scaleMin - 1e-12);
      expect(camera.scale).toBeLessThanOrEqual(limits.scaleMax + 1e-12);
      // Some of the plan is always in view.
      const a = toScreen(camera, viewport, box.left, box.top);
      const b = toScreen(camera, viewport, box.right, box.bottom);
      expect(a.x < viewport.width && b.x > 0 && a.y < viewport.height && b.y > 0).toBe(true);
      expect(clampCamera(camera, limits, viewport)).toEqual(camera);
    }
  });

  it('centres the plan when zoomed out all the way', () => {
    const wandered = { x: 2900, y: 2400, scale: limits.scaleMin / 3 };
    const camera = clampCamera(wandered, limits, viewport);
    expect(camera.x).toBeCloseTo(1000);
    expect(camera.y).toBeCloseTo(1000);
  });

  it('flies from exactly here to exactly there, zooming out on a long way', () => {
    const from = { x: 0, y: 0, scale: 2 };
    const to = { x: 2000, y: 1500, scale: 2.5 };
    const flight = planFlight(from, to, viewport);
    expect(flight.at(0)).toEqual(from);
    expect(flight.at(1)).toEqual(to);
    expect(flight.at(0.5).scale).toBeLessThan(1.5);
    const nearEnd = flight.at(0.999);
    expect(nearEnd.x).toBeCloseTo(2000, -1);
    expect(nearEnd.scale).toBeCloseTo(2.5, 1);
  });

  it('flies on the spot when only the zoom differs', () => {
    const flight = planFlight({ x: 5, y: 6, scale: 1 }, { x: 5, y: 6, scale: 4 }, viewport);
    const middle = flight.at(0.5);
    expect(middle.x).toBe(5);
    expect(middle.scale).toBeCloseTo(2, 6);
  });
});
