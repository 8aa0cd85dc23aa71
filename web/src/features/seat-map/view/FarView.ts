import { css } from '../canvas/color';
import { paintAreaLines, paintSections, type SectionScene } from '../canvas/paintSections';
import type { Projection } from '../canvas/pixels';
import { penOf } from './pen';

const bitmapPixelsMax = 4_000_000;

type SectionBitmap = { canvas: HTMLCanvasElement; projection: Projection; isStale: boolean };

/** The sections as shapes. Slow to draw and seldom changed: while the camera moves, a picture of them is moved. */
export class FarView {
  private bitmap: SectionBitmap | undefined;

  /** What the picture shows is out of date; a moving camera may still use it. */
  invalidate(): void {
    if (this.bitmap) this.bitmap.isStale = true;
  }

  isSharpAt(scale: number): boolean {
    return this.bitmap?.projection.scale === scale;
  }

  draw(pen: CanvasRenderingContext2D, scene: SectionScene, wanted: Projection, isMoving: boolean): void {
    const isUsable =
      this.bitmap !== undefined && (isMoving || (!this.bitmap.isStale && this.isSharpAt(wanted.scale)));
    if (!isUsable) this.bitmap = this.drawBitmap(scene, wanted.scale);
    const { bitmap } = this;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = css(scene.theme.ground);
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
    if (bitmap === undefined) {
      paintSections(pen, scene, wanted);
      paintAreaLines(pen, scene, wanted);
      return;
    }
    const stretch = wanted.scale / bitmap.projection.scale;
    const left = wanted.dx - bitmap.projection.dx * stretch;
    const top = wanted.dy - bitmap.projection.dy * stretch;
    // On whole pixels an unstretched picture stays as sharp as it was drawn.
    const isExact = stretch === 1;
    pen.drawImage(
      bitmap.canvas,
      isExact ? Math.round(left) : left,
      isExact ? Math.round(top) : top,
      bitmap.canvas.width * stretch,
      bitmap.canvas.height * stretch,
    );
  }

  /** Undefined where the picture would take too much memory: then the sections are drawn each time. */
  private drawBitmap(scene: SectionScene, scale: number): SectionBitmap | undefined {
    const { box, seatRadius } = scene.plan;
    const margin = seatRadius * 2;
    const width = box.right - box.left + 2 * margin;
    const height = box.bottom - box.top + 2 * margin;
    if (width * height * scale * scale > bitmapPixelsMax) return undefined;
    const canvas = this.bitmap?.canvas ?? document.createElement('canvas');
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    const pen = penOf(canvas, false);
    pen.fillStyle = css(scene.theme.ground);
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const projection = { scale, dx: (margin - box.left) * scale, dy: (margin - box.top) * scale };
    paintSections(pen, scene, projection);
    paintAreaLines(pen, scene, projection);
    return { canvas, projection, isStale: false };
  }
}
