import { type Box, boxesMeet } from './geometry';

/** A name to write: its middle and the size of the chip around it, in canvas pixels. */
export type NameChip = { name: string; x: number; y: number; width: number; height: number };

/**
 * Those of the names that can be read: each wholly on the canvas, none over an earlier one. Coming closer makes room
 * for the others.
 */
export function readableNames(chips: NameChip[], canvas: { width: number; height: number }): NameChip[] {
  const taken: Box[] = [];
  const readable: NameChip[] = [];
  for (const chip of chips) {
    if (chip.x < 0 || chip.x > canvas.width || chip.y < 0 || chip.y > canvas.height) continue;
    const x = within(chip.x, chip.width, canvas.width);
    const y = within(chip.y, chip.height, canvas.height);
    const box = {
      left: x - chip.width / 2,
      right: x + chip.width / 2,
      top: y - chip.height / 2,
      bottom: y + chip.height / 2,
    };
    if (taken.some((other) => boxesMeet(other, box))) continue;
    taken.push(box);
    readable.push({ ...chip, x, y });
  }
  return readable;
}

/** The place nearest to `middle` where `length` does not cross the canvas' edge. */
function within(middle: number, length: number, canvasLength: number): number {
  return Math.max(length / 2, Math.min(canvasLength - length / 2, middle));
}
