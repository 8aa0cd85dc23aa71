import type { Viewport } from '../canvas/camera';

export function penOf(canvas: HTMLCanvasElement, alpha: boolean): CanvasRenderingContext2D {
  const pen = canvas.getContext('2d', { alpha });
  if (pen === null) throw new Error('This browser cannot draw the seat map.');
  return pen;
}

/** Gives the canvas `ratio` pixels for each of the viewport's; a canvas of the same size keeps what is drawn. */
export function fitCanvas(canvas: HTMLCanvasElement, viewport: Viewport, ratio: number): void {
  const width = Math.max(1, Math.round(viewport.width * ratio));
  const height = Math.max(1, Math.round(viewport.height * ratio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
