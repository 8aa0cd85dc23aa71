import { at, type Polygon } from './geometry';
import type { Stamp } from './stamps';

/** An ImageData's pixels as words; always opaque. */
export type PixelBuffer = { width: number; height: number; words: Uint32Array };

export function bufferOver(image: ImageData): PixelBuffer {
  return { width: image.width, height: image.height, words: new Uint32Array(image.data.buffer) };
}

const opaque = 0xff000000;

/** `over` (premultiplied) upon an opaque pixel. */
export function blendWord(under: number, over: number): number {
  const alpha = over >>> 24;
  const rest = 256 - alpha - (alpha >>> 7);
  const redBlue = (Math.imul(under & 0xff00ff, rest) >>> 8) & 0xff00ff;
  const green = (Math.imul(under & 0x00ff00, rest) >>> 8) & 0x00ff00;
  return ((over & 0xffffff) + redBlue + green) | opaque;
}

/** Copies a stamp with its centre in pixel (x, y). */
export function drawStamp(target: PixelBuffer, stamp: Stamp, x: number, y: number): void {
  const { width, height, words } = target;
  const { size, pixels } = stamp;
  const left = x - stamp.center;
  const top = y - stamp.center;
  const fromColumn = left < 0 ? -left : 0;
  const toColumn = left + size > width ? width - left : size;
  const fromRow = top < 0 ? -top : 0;
  const toRow = top + size > height ? height - top : size;
  for (let row = fromRow; row < toRow; row++) {
    let source = row * size + fromColumn;
    let place = (top + row) * width + left + fromColumn;
    for (let column = fromColumn; column < toColumn; column++, source++, place++) {
      const word = pixels[source] as number;
      if (word >= opaque) words[place] = word;
      else if (word !== 0) words[place] = blendWord(words[place] as number, word);
    }
  }
}

/** How plan coordinates become pixels: x * scale + dx. */
export type Projection = { scale: number; dx: number; dy: number };

/** Fills a polygon by the even-odd rule, without soft edges: a stroke goes over them. */
export function fillPolygon(
  target: PixelBuffer,
  polygon: Polygon,
  { scale, dx, dy }: Projection,
  word: number,
): void {
  const corners = polygon.length >> 1;
  if (corners < 3) return;
  const xs = new Float64Array(corners);
  const ys = new Float64Array(corners);
  let top = Infinity;
  let bottom = -Infinity;
  for (let i = 0; i < corners; i++) {
    xs[i] = at(polygon, 2 * i) * scale + dx;
    const y = at(polygon, 2 * i + 1) * scale + dy;
    ys[i] = y;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  const firstRow = Math.max(0, Math.ceil(top - 0.5));
  const lastRow = Math.min(target.height - 1, Math.floor(bottom - 0.5));
  const crossings: number[] = [];
  for (let row = firstRow; row <= lastRow; row++) {
    crossings.length = 0;
    const y = row + 0.5;
    for (let i = 0, j = corners - 1; i < corners; j = i++) {
      const ay = ys[j] as number;
      const by = ys[i] as number;
      if (ay > y === by > y) continue;
      const ax = xs[j] as number;
      crossings.push(ax + (((xs[i] as number) - ax) * (y - ay)) / (by - ay));
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, Math.round(crossings[k] as number));
      const to = Math.min(target.width, Math.round(crossings[k + 1] as number));
      if (from < to) target.words.fill(word, row * target.width + from, row * target.width + to);
    }
  }
}

/** How much of each pixel a letter covers, 0-255. */
export type Glyph = { width: number; height: number; mask: Uint8Array };
export type GlyphSet = { height: number; get(letter: string): Glyph };

/** Writes a short text centred on (x, y) in an opaque colour. */
export function drawText(
  target: PixelBuffer,
  glyphs: GlyphSet,
  text: string,
  x: number,
  y: number,
  color: number,
): void {
  let textWidth = 0;
  for (const letter of text) textWidth += glyphs.get(letter).width;
  let left = Math.round(x - textWidth / 2);
  const top = Math.round(y - glyphs.height / 2);
  for (const letter of text) {
    const glyph = glyphs.get(letter);
    drawGlyph(target, glyph, left, top, color);
    left += glyph.width;
  }
}

function drawGlyph(target: PixelBuffer, glyph: Glyph, left: number, top: number, color: number): void {
  const { words, width } = target;
  for (let row = Math.max(0, -top); row < glyph.height && top + row < target.height; row++) {
    for (let column = Math.max(0, -left); column < glyph.width && left + column < width; column++) {
      const alpha = glyph.mask[row * glyph.width + column] as number;
      if (alpha === 0) continue;
      const place = (top + row) * width + left + column;
      words[place] = blendWord(words[place] as number, faded(color, alpha));
    }
  }
}

function faded(color: number, alpha: number): number {
  const scale = alpha + (alpha >>> 7);
  const redBlue = (Math.imul(color & 0xff00ff, scale) >>> 8) & 0xff00ff;
  const green = (Math.imul(color & 0x00ff00, scale) >>> 8) & 0x00ff00;
  return redBlue | green | (alpha << 24);
}
