import { type PointerEventHandler, useRef } from 'react';

const shortestSwipePx = 48;

type Swipe = {
  onPointerDown: PointerEventHandler;
  onPointerUp: PointerEventHandler;
  onPointerCancel: PointerEventHandler;
};

/** A finger drawn sideways, clearly more than up or down. */
export function useSwipe({ onLeft, onRight }: { onLeft: () => void; onRight: () => void }): Swipe {
  const start = useRef<{ id: number; x: number; y: number }>(undefined);
  return {
    onPointerDown(event) {
      if (event.pointerType === 'mouse') return;
      start.current = { id: event.pointerId, x: event.clientX, y: event.clientY };
    },
    onPointerUp(event) {
      const from = start.current;
      start.current = undefined;
      if (from === undefined || from.id !== event.pointerId) return;
      const dx = event.clientX - from.x;
      const dy = event.clientY - from.y;
      if (Math.abs(dx) < shortestSwipePx || Math.abs(dx) < 2 * Math.abs(dy)) return;
      if (dx < 0) onLeft();
      else onRight();
    },
    onPointerCancel() {
      start.current = undefined;
    },
  };
}
