import type { Glyph, GlyphSet } from '../canvas/pixels';

const sizesKeptMax = 12;

/** Letters drawn once by the browser and kept as masks, so that a thousand seat numbers are copies. */
export function createGlyphSets(font: string): (sizePx: number) => GlyphSet {
  const sets = new Map<number, GlyphSet>();
  return (sizePx) => {
    let set = sets.get(sizePx);
    if (set === undefined) {
      if (sets.size >= sizesKeptMax) sets.clear();
      set = createGlyphSet(`600 ${sizePx}px ${font}`, Math.ceil(sizePx * 1.2));
      sets.set(sizePx, set);
    }
    return set;
  };
}

function createGlyphSet(font: string, height: number): GlyphSet {
  const glyphs = new Map<string, Glyph>();
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return {
    height,
    get(letter) {
      let glyph = glyphs.get(letter);
      if (glyph === undefined) {
        glyph =
          pen === null ? { width: 0, height: 0, mask: new Uint8Array(0) } : draw(pen, font, height, letter);
        glyphs.set(letter, glyph);
      }
      return glyph;
    },
  };
}

function draw(pen: CanvasRenderingContext2D, font: string, height: number, letter: string): Glyph {
  pen.font = font;
  const width = Math.max(1, Math.ceil(pen.measureText(letter).width));
  pen.canvas.width = width;
  pen.canvas.height = height;
  pen.font = font;
  pen.textBaseline = 'middle';
  pen.fillText(letter, 0, height * 0.54);
  const { data } = pen.getImageData(0, 0, width, height);
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) mask[i] = data[4 * i + 3] as number;
  return { width, height, mask };
}
