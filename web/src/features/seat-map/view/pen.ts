export function penOf(canvas: HTMLCanvasElement, alpha: boolean): CanvasRenderingContext2D {
  const pen = canvas.getContext('2d', { alpha });
  if (pen === null) throw new Error('This browser cannot draw the seat map.');
  return pen;
}
