import { describe, expect, it } from 'vitest';
import { makeStadium } from '../testing/stadium';
import { fitBox } from './camera';
import { packOpaque } from './color';
import { detailAt } from './detail';
import { expandPlan } from './expand';
import { buildGrid } from './grid';
import { makeLooks, paintSeats, type SeatScene } from './paintSeats';
import { blendWord, fillPolygon, type GlyphSet, type PixelBuffer } from './pixels';
import { createStampCache, makeStamp } from './stamps';
import { categoryColors, type MapTheme } from './theme';

const theme: MapTheme = {
  ground: { r: 240, g: 236, b: 228 },
  floor: { r: 255, g: 255, b: 255 },
  edge: { r: 220, g: 215, b: 205 },
  ink: { r: 23, g: 20, b: 31 },
  inkSoft: { r: 90, g: 84, b: 100 },
  paper: { r: 255, g: 255, b: 255 },
  taken: { r: 133, g: 126, b: 115 },
  focus: { r: 58, g: 36, b: 216 },
};
const plan = expandPlan(makeStadium(8_000));
const grid = buildGrid(plan);
const colors = categoryColors(
  theme,
  plan.categories.map(({ color }) => color),
);
const viewport = { width: 60, height: 60 };

function paint(part: Partial<SeatScene> & { statuses?: Uint8Array }, seat: number, seatPx = 24): PixelBuffer {
  const target = { ...viewport, words: new Uint32Array(viewport.width * viewport.height) };
  paintSeats(target, {
    plan,
    grid,
    statuses: new Uint8Array(plan.seatCount),
    filter: { categories: undefined, accessibleOnly: false },
    theme,
    colors,
    stamps: createStampCache(makeLooks(theme, colors)),
    glyphs: undefined,
    camera: { x: plan.x[seat] ?? 0, y: plan.y[seat] ?? 0, scale: seatPx / (2 * plan.seatRadius) },
    viewport,
    pixelRatio: 1,
    detail: detailAt(seatPx),
    ...part,
  });
  return target;
}

const statusOf = (seat: number, status: number) => {
  const statuses = new Uint8Array(plan.seatCount);
  statuses[seat] = status;
  return statuses;
};
const pixel = ({ words, width }: PixelBuffer, x: number, y: number) => words[y * width + x];
const centre = viewport.width / 2;
const countUnlike = (buffer: PixelBuffer, word: number) => buffer.words.filter((w) => w !== word).length;

describe('the seats in pixels', () => {
  const seat = 40;
  const floor = packOpaque(theme.floor);
  const category = plan.category[seat] ?? 0;
  const own = packOpaque(colors[category]?.seat ?? theme.ink);

  it('fills a free seat with its category, leaves a held one hollow, and shrinks a sold one', () => {
    const free = paint({ statuses: statusOf(seat, 0) }, seat);
    const held = paint({ statuses: statusOf(seat, 1) }, seat);
    const sold = paint({ statuses: statusOf(seat, 2) }, seat);
    const rim = centre + 10;
    expect(pixel(free, centre, centre)).toBe(own);
    expect(pixel(free, rim, centre)).toBe(own);
    expect(pixel(held, centre, centre)).toBe(floor);
    expect(pixel(held, rim, centre)).toBe(packOpaque(theme.taken));
    expect(pixel(sold, centre, centre)).not.toBe(floor);
    expect(pixel(sold, centre, centre)).not.toBe(own);
    expect(pixel(sold, rim, centre)).toBe(floor);
  });

  it('gives a wheelchair place another outline and a sign, in every state', () => {
    const place = plan.accessible.indexOf(1);
    expect(place).toBeGreaterThan(0);
    const plain = { ...plan, accessible: new Uint8Array(plan.seatCount) };
    for (const status of [0, 1, 2]) {
      const statuses = statusOf(place, status);
      const marked = paint({ statuses }, place);
      const unmarked = paint({ statuses, plan: plain }, place);
      const different = marked.words.filter((word, i) => word !== unmarked.words[i]).length;
      expect(different, `status ${status}`).toBeGreaterThan(60);
    }
  });

  it('tells all states apart by shape alone, in one colour', () => {
    const grey = { r: 100, g: 100, b: 100 };
    const shapes = ['disc', 'ring', 'dot', 'wheelchair', 'wheelchairRing', 'wheelchairDot'] as const;
    const look = (shape: (typeof shapes)[number]) => ({ shape, color: grey, onColor: theme.paper });
    for (const radius of [5, 12, 24]) {
      const pictures = shapes.map((shape) => makeStamp(look(shape), radius, 0.5, 0.5).pixels.join());
      expect(new Set(pictures).size, `radius ${radius}`).toBe(shapes.length);
    }
  });

  it('lets seats of other categories step back when one is asked for', () => {
    const categories = new Uint8Array(plan.categories.length);
    const dimmed = paint({ filter: { categories, accessibleOnly: false } }, seat);
    const word = packOpaque(colors[category]?.dimmed ?? theme.ink);
    expect(pixel(dimmed, centre, centre)).toBe(word);
    categories[category] = 1;
    const wanted = paint({ filter: { categories, accessibleOnly: false } }, seat);
    expect(pixel(wanted, centre, centre)).toBe(own);
  });

  it('shows plain seats faintly when only wheelchair places are asked for', () => {
    const faint = paint({ filter: { categories: undefined, accessibleOnly: true } }, seat);
    expect(pixel(faint, centre, centre)).not.toBe(own);
  });

  it('draws only what is in view', () => {
    const draw = (camera: SeatScene['camera'], size: typeof viewport) => {
      const target = { ...size, words: new Uint32Array(size.width * size.height) };
      return paintSeats(target, {
        ...{ plan, grid, statuses: new Uint8Array(plan.seatCount), theme, colors, glyphs: undefined },
        filter: { categories: undefined, accessibleOnly: false },
        stamps: createStampCache(makeLooks(theme, colors)),
        ...{ camera, viewport: size, pixelRatio: 1, detail: detailAt(4) },
      });
    };
    const whole = draw(fitBox(plan.box, { width: 400, height: 400 }), { width: 400, height: 400 });
    const part = draw({ x: plan.x[seat] ?? 0, y: plan.y[seat] ?? 0, scale: 2 }, { width: 400, height: 400 });
    expect(whole).toBe(plan.seatCount);
    expect(part).toBeGreaterThan(20);
    expect(part).toBeLessThan(600);
  });

  it('moves a small seat between pixels instead of snapping it', () => {
    const here = paint({}, seat, 5);
    const x = (plan.x[seat] ?? 0) + 0.3 * (20 / 5);
    const aside = paint({ camera: { x, y: plan.y[seat] ?? 0, scale: 5 / 20 } }, seat, 5);
    expect(aside.words).not.toEqual(here.words);
  });

  it('writes numbers upon free seats only', () => {
    const letter = { width: 4, height: 6, mask: new Uint8Array(24).fill(255) };
    const glyphs: GlyphSet = { height: 6, get: () => letter };
    const ink = packOpaque(colors[category]?.onSeat ?? theme.ink);
    expect(pixel(paint({ glyphs }, seat), centre, centre)).toBe(ink);
    expect(pixel(paint({ glyphs, statuses: statusOf(seat, 1) }, seat), centre, centre)).toBe(floor);
  });

  it('stays within the picture when seats lie across its edge', () => {
    const box = plan.box;
    const target = paint({ camera: { x: box.left, y: box.top, scale: 1.2 } }, seat);
    expect(countUnlike(target, 0)).toBe(target.words.length);
  });
});

describe('pixels', () => {
  it('blends as compositing is defined, to the nearest step', () => {
    const under = packOpaque({ r: 200, g: 100, b: 0 });
    const half = (128 << 24) | (0 << 16) | (0 << 8) | 128;
    const word = blendWord(under, half >>> 0) >>> 0;
    expect(word & 255).toBeCloseTo(128 + 200 * (127 / 255), -0.5);
    expect((word >> 8) & 255).toBeCloseTo(100 * (127 / 255), -0.5);
    expect(word >>> 24).toBe(255);
  });

  it('fills a polygon with a hole where it crosses itself, and nothing outside', () => {
    const target = { width: 10, height: 10, words: new Uint32Array(100) };
    fillPolygon(target, [2, 2, 8, 2, 8, 8, 2, 8], { scale: 1, dx: 0, dy: 0 }, 7);
    expect(target.words.filter((word) => word === 7).length).toBe(36);
    expect(target.words[0]).toBe(0);
  });
});
