import type { Point } from '../canvas/geometry';

export type PointerKind = 'mouse' | 'touch';

export type GestureHandlers = {
  onStart: () => void;
  onEnd: () => void;
  onPan: (dx: number, dy: number) => void;
  onZoom: (anchor: Point, factor: number) => void;
  /** True when something was there to be tapped. */
  onTap: (point: Point, kind: PointerKind) => boolean;
  onDoubleTap: (point: Point) => void;
  onHover: (point: Point | undefined) => void;
  /** True when the wheel would do nothing, so that the page may scroll. */
  isWheelSpent: (isZoomingIn: boolean) => boolean;
  /** The wheel was left to the page: say how to zoom. */
  onWheelDeclined: () => void;
  hasInertia: () => boolean;
};

const dragFromPx = { mouse: 4, touch: 9 };
const doubleTapWithinMs = 300;
const doubleTapWithinPx = 30;
const wheelSpeed = 0.0022;
const pinchWheelSpeed = 0.011;
const wheelStepMax = 240;
const lineHeightPx = 18;
const inertiaFromPxPerMs = 0.25;
const inertiaHalfLifeMs = 110;
const inertiaStopsAt = 0.02;
/** A finger that rested before it lifted means to stop. */
const restMs = 60;

/** Turns pointers and wheel on `element` into pans, zooms and taps. Answers how to stop. */
export function listenForGestures(element: HTMLElement, handlers: GestureHandlers): () => void {
  const pointers = new Map<number, Point>();
  let start: Point | undefined;
  let isDragging = false;
  let lastTap = { at: Number.NEGATIVE_INFINITY, point: { x: 0, y: 0 }, wasHandled: false };
  let velocity = { x: 0, y: 0, at: 0 };
  let glide = 0;
  /** A click on the map hands it the wheel until the pointer leaves. */
  let isEngaged = false;

  const placeOf = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const kindOf = (event: PointerEvent): PointerKind => (event.pointerType === 'mouse' ? 'mouse' : 'touch');

  function down(event: PointerEvent): void {
    if (event.button !== 0) return;
    stopGlide();
    const point = placeOf(event);
    pointers.set(event.pointerId, point);
    if (pointers.size === 1) {
      start = point;
      isDragging = false;
      velocity = { x: 0, y: 0, at: event.timeStamp };
    } else if (!isDragging) {
      beginDrag(event);
    }
  }

  function beginDrag(event: PointerEvent): void {
    isDragging = true;
    element.setPointerCapture(event.pointerId);
    handlers.onHover(undefined);
    handlers.onStart();
  }

  function move(event: PointerEvent): void {
    const point = placeOf(event);
    const before = pointers.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType === 'mouse') handlers.onHover(point);
      return;
    }
    if (!isDragging) {
      if (start === undefined || distance(start, point) < dragFromPx[kindOf(event)]) return;
      beginDrag(event);
    }
    const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    pointers.set(event.pointerId, point);
    const other = others[0];
    if (other === undefined) {
      track(event, point.x - before.x, point.y - before.y);
      handlers.onPan(point.x - before.x, point.y - before.y);
      return;
    }
    pinch(before, point, other);
  }

  function pinch(before: Point, now: Point, other: Point): void {
    const oldSpan = Math.max(1, distance(before, other));
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    handlers.onPan((now.x - before.x) / 2, (now.y - before.y) / 2);
    handlers.onZoom(middle, Math.max(1, distance(now, other)) / oldSpan);
  }

  function track(event: PointerEvent, dx: number, dy: number): void {
    const elapsed = Math.max(1, event.timeStamp - velocity.at);
    const weight = Math.min(1, elapsed / 40);
    velocity = {
      x: velocity.x + (dx / elapsed - velocity.x) * weight,
      y: velocity.y + (dy / elapsed - velocity.y) * weight,
      at: event.timeStamp,
    };
  }

  function up(event: PointerEvent): void {
    const point = pointers.get(event.pointerId);
    if (point === undefined) return;
    pointers.delete(event.pointerId);
    if (pointers.size > 0) {
      velocity = { x: 0, y: 0, at: event.timeStamp };
      return;
    }
    if (isDragging) {
      isDragging = false;
      const isFast = Math.hypot(velocity.x, velocity.y) > inertiaFromPxPerMs;
      const isResting = event.timeStamp - velocity.at > restMs;
      if (event.type === 'pointerup' && isFast && !isResting && handlers.hasInertia()) startGlide();
      else handlers.onEnd();
      return;
    }
    if (event.type === 'pointerup') tap(event, point);
  }

  function tap(event: PointerEvent, point: Point): void {
    isEngaged = true;
    const isSecond =
      event.timeStamp - lastTap.at < doubleTapWithinMs &&
      distance(point, lastTap.point) < doubleTapWithinPx &&
      !lastTap.wasHandled;
    if (isSecond) {
      lastTap = { ...lastTap, at: Number.NEGATIVE_INFINITY };
      handlers.onDoubleTap(point);
      return;
    }
    lastTap = { at: event.timeStamp, point, wasHandled: handlers.onTap(point, kindOf(event)) };
  }

  function startGlide(): void {
    let last = performance.now();
    const step = (now: number) => {
      const elapsed = Math.min(50, Math.max(1, now - last));
      last = now;
      handlers.onPan(velocity.x * elapsed, velocity.y * elapsed);
      const decay = 0.5 ** (elapsed / inertiaHalfLifeMs);
      velocity = { ...velocity, x: velocity.x * decay, y: velocity.y * decay };
      if (Math.hypot(velocity.x, velocity.y) < inertiaStopsAt) stopGlide();
      else glide = requestAnimationFrame(step);
    };
    glide = requestAnimationFrame(step);
  }

  function stopGlide(): void {
    if (glide === 0) return;
    cancelAnimationFrame(glide);
    glide = 0;
    handlers.onEnd();
  }

  function wheel(event: WheelEvent): void {
    const hasModifier = event.ctrlKey || event.metaKey;
    const isZoomingIn = event.deltaY < 0;
    if (!hasModifier) {
      const isMostlySideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (isMostlySideways) return;
      if (!isEngaged) {
        handlers.onWheelDeclined();
        return;
      }
      if (handlers.isWheelSpent(isZoomingIn)) return;
    }
    event.preventDefault();
    stopGlide();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? lineHeightPx : 1;
    const step = Math.max(-wheelStepMax, Math.min(wheelStepMax, event.deltaY * lines));
    // A trackpad's pinch arrives as a wheel with "control" and small steps.
    const isPinch = event.ctrlKey && Math.abs(step) < 40;
    handlers.onZoom(placeOf(event), Math.exp(-step * (isPinch ? pinchWheelSpeed : wheelSpeed)));
  }

  function leave(event: PointerEvent): void {
    if (event.pointerType !== 'mouse') return;
    handlers.onHover(undefined);
    isEngaged = false;
  }

  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
  element.addEventListener('pointerleave', leave, { signal });
  element.addEventListener('wheel', wheel, { signal, passive: false });
  return () => {
    stopGlide();
    stop.abort();
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
