import { packPremultiplied, type Rgb } from './color';
import { distanceToSegment } from './geometry';

/**
 * A seat's picture, made once for a size and copied for each seat. Premultiplied words; `center` is where the
 * seat's middle lies, in pixels from the corner.
 */
export type Stamp = { size: number; center: number; pixels: Uint32Array };

/** State by shape first, colour second: see `shapes`. */
export type Shape = 'disc' | 'ring' | 'dot' | 'wheelchair' | 'wheelchairRing' | 'wheelchairDot';
export type Look = { shape: Shape; color: Rgb; onColor: Rgb };

/** Signed distance to a shape's edge in pixels, negative inside, for a seat of radius `r` about the origin. */
type Field = (x: number, y: number, r: number) => number;

const ringShare = 0.24;
const dotShare = 0.4;
const cornerShare = 0.36;
const glyphFromRadiusPx = 4.5;

const disc: Field = (x, y, r) => Math.hypot(x, y) - r;
const tile: Field = (x, y, r) => {
  const corner = r * cornerShare;
  const dx = Math.abs(x) - (r - corner);
  const dy = Math.abs(y) - (r - corner);
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
};
const outlined =
  (field: Field): Field =>
  (x, y, r) => {
    const width = Math.max(1, r * ringShare);
    return Math.abs(field(x, y, r - width / 2)) - width / 2;
  };
const shrunk =
  (field: Field): Field =>
  (x, y, r) =>
    field(x, y, Math.max(0.7, r * dotShare));

const shapes: Record<Shape, Field> = {
  disc,
  ring: outlined(disc),
  dot: shrunk(disc),
  wheelchair: tile,
  wheelchairRing: outlined(tile),
  wheelchairDot: shrunk(tile),
};

/** The sign for wheelchair places: head, back, seat, leg and the wheel as an open arc. */
const wheelchair: Field = (x, y, r) => {
  const u = x / r;
  const v = y / r;
  const stroke = Math.max(0.095, 0.55 / r);
  const head = Math.hypot(u + 0.12, v + 0.6) - 0.15;
  const back = distanceToSegment(u, v, -0.12, -0.36, -0.12, 0.08) - stroke;
  const arm = distanceToSegment(u, v, -0.12, -0.16, 0.22, -0.16) - stroke * 0.8;
  const thigh = distanceToSegment(u, v, -0.12, 0.08, 0.26, 0.08) - stroke;
  const leg = distanceToSegment(u, v, 0.26, 0.08, 0.44, 0.52) - stroke;
  const isOpen = u > -0.05 && v < 0.12;
  const wheel = isOpen ? Infinity : Math.abs(Math.hypot(u + 0.1, v - 0.26) - 0.36) - stroke;
  return Math.min(head, back, arm, thigh, leg, wheel) * r;
};

/** Rounded so that a zoom passes through a few sizes and not through every one. */
const radiusStepsPerPx = 8;

export function stampRadius(radiusPx: number): number {
  return Math.max(1, Math.round(radiusPx * radiusStepsPerPx)) / radiusStepsPerPx;
}

/** Places between pixels a stamp is made for, each way. A large seat looks the same on whole pixels. */
export function variantsFor(radiusPx: number): number {
  if (radiusPx < 6) return 4;
  return radiusPx < 16 ? 2 : 1;
}

export function makeStamp(look: Look, radiusPx: number, offsetX: number, offsetY: number): Stamp {
  const center = Math.ceil(radiusPx + 1);
  const size = 2 * center + 1;
  const pixels = new Uint32Array(size * size);
  const field = shapes[look.shape];
  const hasGlyph = look.shape.startsWith('wheelchair') && radiusPx >= glyphFromRadiusPx;
  const isSolid = look.shape === 'wheelchair';
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = column + 0.5 - center - offsetX;
      const y = row + 0.5 - center - offsetY;
      const glyph = hasGlyph ? coverage(wheelchair(x, y, radiusPx)) : 0;
      // Taken wheelchair places keep the sign, drawn in the grey of their ring or dot.
      const body = hasGlyph && look.shape === 'wheelchairDot' ? 0 : coverage(field(x, y, radiusPx));
      pixels[row * size + column] = isSolid
        ? layered(look.color, body, look.onColor, glyph)
        : packPremultiplied(look.color, Math.round(255 * Math.max(body, glyph)));
    }
  }
  return { size, center, pixels };
}

function layered(under: Rgb, underCoverage: number, over: Rgb, overCoverage: number): number {
  const share = Math.min(overCoverage, underCoverage);
  const color = {
    r: under.r + (over.r - under.r) * share,
    g: under.g + (over.g - under.g) * share,
    b: under.b + (over.b - under.b) * share,
  };
  return packPremultiplied(color, Math.round(255 * underCoverage));
}

function coverage(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance));
}

/** All stamps of one radius, each made when first needed. */
export type StampSet = { radius: number; variants: number; get(look: number, vx: number, vy: number): Stamp };

const setsKeptMax = 24;

export type StampCache = { forRadius(radiusPx: number): StampSet };

export function createStampCache(looks: Look[]): StampCache {
  const sets = new Map<number, StampSet>();
  return {
    forRadius(radiusPx) {
      const radius = stampRadius(radiusPx);
      let set = sets.get(radius);
      if (set === undefined) {
        if (sets.size >= setsKeptMax) sets.clear();
        set = createStampSet(looks, radius);
        sets.set(radius, set);
      }
      return set;
    },
  };
}

function createStampSet(looks: Look[], radius: number): StampSet {
  const variants = variantsFor(radius);
  const made: (Stamp | undefined)[] = new Array(looks.length * variants * variants).fill(undefined);
  return {
    radius,
    variants,
    get(look, vx, vy) {
      const key = (look * variants + vy) * variants + vx;
      let stamp = made[key];
      if (stamp === undefined) {
        const drawn = looks[look];
        if (drawn === undefined) throw new RangeError(`no look ${look}`);
        stamp = makeStamp(drawn, radius, (vx + 0.5) / variants, (vy + 0.5) / variants);
        made[key] = stamp;
      }
      return stamp;
    },
  };
}
