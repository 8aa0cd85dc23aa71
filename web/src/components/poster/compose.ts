import { hashText, pick, type RandomSource, seededRandom } from '../../lib/random';

/**
 * A poster for an event that has no picture: one of a few compositions, chosen by the event's kind and coloured
 * and placed by its id. The same event has the same poster on every page and every machine.
 */
export type Shape =
  | { kind: 'circle'; cx: number; cy: number; r: number; fill?: string; stroke?: string; width?: number }
  | { kind: 'path'; d: string; fill?: string; stroke?: string; width?: number; opacity?: number }
  | { kind: 'rect'; x: number; y: number; w: number; h: number; fill: string; rx?: number };

export type PosterArt = { ground: string; shapes: Shape[] };

export const posterWidth = 400;
export const posterHeight = 300;

type Palette = { ground: string; a: string; b: string; c: string; light: string };

const palettes: [Palette, ...Palette[]] = [
  { ground: '#1b1440', a: '#5b3df5', b: '#ff5d8f', c: '#ffb224', light: '#f9f4ff' },
  { ground: '#ff6b4a', a: '#2b1a4f', b: '#ffd0ba', c: '#ffc94d', light: '#fff7ef' },
  { ground: '#0d3b34', a: '#1f7a63', b: '#f4b942', c: '#ef6f53', light: '#f5f0df' },
  { ground: '#cfe3ff', a: '#2f5df5', b: '#0f1f5c', c: '#ff7a59', light: '#ffffff' },
  { ground: '#3c0f3f', a: '#a12a7b', b: '#ff8a5c', c: '#ffd08a', light: '#fff1e6' },
  { ground: '#ffc73a', a: '#e8441f', b: '#5a1846', c: '#ff8fa3', light: '#fffaf0' },
  { ground: '#bdf0da', a: '#087f6b', b: '#0b3142', c: '#ff6f59', light: '#fffdf5' },
  { ground: '#111326', a: '#2743ff', b: '#00c2a8', c: '#ff4f64', light: '#f3f5ff' },
];

type Composition = (palette: Palette, random: RandomSource) => Shape[];

export function composePoster(eventId: string, category: string): PosterArt {
  const random = seededRandom(`${category}/${eventId}`);
  const palette = pick(random, palettes);
  return { ground: palette.ground, shapes: compositionFor(category)(palette, random) };
}

const byKind: [RegExp, Composition][] = [
  [/festival|fair|outdoor/i, sunburst],
  [/sport|football|soccer|hockey|basket|tennis|race|athletic/i, tracks],
  [/theat|musical|drama|dance|ballet|circus/i, curtain],
  [/comedy|stand|humou?r/i, grins],
  [/classic|opera|orchestra|symphon|choir|jazz/i, staves],
  [/concert|music|rock|pop|electro|hip|indie|metal|club/i, record],
];

const forAnyKind: [Composition, ...Composition[]] = [tiles, sunburst, record, staves];

function compositionFor(category: string): Composition {
  const known = byKind.find(([kind]) => kind.test(category));
  return known?.[1] ?? forAnyKind[hashText(category) % forAnyKind.length] ?? tiles;
}

function between(random: RandomSource, low: number, high: number): number {
  return low + random() * (high - low);
}

/** Two decimals are finer than any screen shows, and keep the markup short. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A record half out of the frame, with a row of sound levels before it. */
function record(palette: Palette, random: RandomSource): Shape[] {
  const cx = between(random, 150, 300);
  const cy = between(random, 90, 150);
  const shapes: Shape[] = [];
  const rings = 7;
  for (let ring = 0; ring < rings; ring++) {
    const fills = [palette.a, palette.ground, palette.b, palette.ground, palette.c, palette.a, palette.light];
    shapes.push({ kind: 'circle', cx, cy, r: 190 - ring * 27, fill: fills[ring] ?? palette.a });
  }
  const bars = 16;
  const wide = posterWidth / bars;
  const phase = between(random, 0, 6);
  for (let bar = 0; bar < bars; bar++) {
    const level = 24 + 56 * Math.abs(Math.sin(phase + bar * 0.63)) + 36 * random();
    const fill = bar % 4 === 3 ? palette.c : palette.light;
    shapes.push({
      kind: 'rect',
      x: bar * wide + 5,
      y: posterHeight - level,
      w: wide - 10,
      h: level + 12,
      fill,
      rx: 7,
    });
  }
  return shapes;
}

/** A sun with rays over hills. */
function sunburst(palette: Palette, random: RandomSource): Shape[] {
  const cx = between(random, 120, 280);
  const cy = 196;
  const rays = 22;
  const turn = between(random, 0, 1);
  const shapes: Shape[] = [];
  for (let ray = 0; ray < rays; ray += 2) {
    const from = ((ray + turn) / rays) * Math.PI * 2;
    const to = ((ray + 1 + turn) / rays) * Math.PI * 2;
    const reach = 460;
    const d = `M${n(cx)} ${cy}L${n(cx + reach * Math.cos(from))} ${n(cy + reach * Math.sin(from))}L${n(cx + reach * Math.cos(to))} ${n(cy + reach * Math.sin(to))}Z`;
    shapes.push({ kind: 'path', d, fill: palette.a });
  }
  const size = between(random, 74, 96);
  shapes.push({ kind: 'circle', cx, cy, r: size + 14, fill: palette.ground });
  shapes.push({ kind: 'circle', cx, cy, r: size, fill: palette.c });
  shapes.push({ kind: 'path', d: hill(random, 206, 34), fill: palette.b });
  shapes.push({ kind: 'path', d: hill(random, 246, 22), fill: palette.light });
  return shapes;
}

function hill(random: RandomSource, level: number, swing: number): string {
  const left = level + between(random, -swing, swing);
  const right = level + between(random, -swing, swing);
  return `M0 ${n(left)}C120 ${n(left - swing * 2)} 260 ${n(right + swing * 2)} 400 ${n(right)}V300H0Z`;
}

/** The bend of a running track, and a ball. */
function tracks(palette: Palette, random: RandomSource): Shape[] {
  const isFlipped = random() < 0.5;
  const x = (value: number) => n(isFlipped ? posterWidth - value : value);
  const shapes: Shape[] = [];
  const lanes: string[] = [palette.a, palette.b, palette.light, palette.c];
  for (let lane = 0; lane < lanes.length; lane++) {
    const inset = 44 * lane;
    const d = `M${x(-30)} ${n(330 - inset)}C${x(150 - inset * 0.4)} ${n(320 - inset)} ${x(190 - inset * 0.6)} ${n(150 - inset * 0.5)} ${x(430)} ${n(86 - inset)}`;
    shapes.push({ kind: 'path', d, stroke: lanes[lane] ?? palette.a, width: 34 });
  }
  const cx = isFlipped ? between(random, 80, 130) : between(random, 270, 320);
  const cy = between(random, 190, 225);
  shapes.push({ kind: 'circle', cx, cy, r: 52, fill: palette.c });
  shapes.push({
    kind: 'path',
    d: `M${n(cx - 52)} ${n(cy)}Q${n(cx)} ${n(cy - 34)} ${n(cx + 52)} ${n(cy)}`,
    stroke: palette.ground,
    width: 6,
  });
  shapes.push({
    kind: 'path',
    d: `M${n(cx)} ${n(cy - 52)}Q${n(cx + 30)} ${n(cy)} ${n(cx)} ${n(cy + 52)}`,
    stroke: palette.ground,
    width: 6,
  });
  return shapes;
}

/** Drapes to both sides of a spot of light. */
function curtain(palette: Palette, random: RandomSource): Shape[] {
  const light = between(random, 170, 230);
  const shapes: Shape[] = [
    {
      kind: 'path',
      d: `M${n(light - 18)} 0L${n(light + 18)} 0L${n(light + 130)} 262L${n(light - 130)} 262Z`,
      fill: palette.light,
      opacity: 0.22,
    },
    { kind: 'path', d: 'M0 262H400V300H0Z', fill: palette.b },
    { kind: 'path', d: `M${n(light - 118)} 262a118 24 0 0 1 236 0Z`, fill: palette.c },
  ];
  const folds = 5;
  for (let side = 0; side < 2; side++) {
    for (let fold = 0; fold < folds; fold++) {
      const at = (value: number) => n(side === 0 ? value : posterWidth - value);
      const outer = fold * 25;
      const gather = 1 - fold * 0.13;
      const d = `M${at(outer)} 0H${at(outer + 27)}C${at(outer + 27)} 120 ${at((outer + 27) * gather)} 200 ${at((outer + 18) * gather * 0.8)} 272H${at(outer * gather * 0.8)}C${at(outer * gather)} 200 ${at(outer)} 120 ${at(outer)} 0Z`;
      shapes.push({ kind: 'path', d, fill: fold % 2 === 0 ? palette.a : palette.b });
    }
  }
  const scallops = 8;
  for (let i = 0; i < scallops; i++) {
    shapes.push({ kind: 'circle', cx: i * 57, cy: 8, r: 32, fill: i % 2 === 0 ? palette.a : palette.b });
  }
  return shapes;
}

/** Round faces that laugh. */
function grins(palette: Palette, random: RandomSource): Shape[] {
  const faces = [
    {
      cx: between(random, 80, 130),
      cy: between(random, 90, 120),
      r: 82,
      fill: palette.a,
      ink: palette.light,
    },
    {
      cx: between(random, 270, 330),
      cy: between(random, 80, 120),
      r: 62,
      fill: palette.c,
      ink: palette.ground,
    },
    {
      cx: between(random, 215, 265),
      cy: between(random, 220, 240),
      r: 92,
      fill: palette.b,
      ink: palette.ground,
    },
  ];
  return faces.flatMap(({ cx, cy, r, fill, ink }): Shape[] => [
    { kind: 'circle', cx, cy, r, fill },
    { kind: 'circle', cx: cx - r * 0.34, cy: cy - r * 0.24, r: r * 0.1, fill: ink },
    { kind: 'circle', cx: cx + r * 0.34, cy: cy - r * 0.24, r: r * 0.1, fill: ink },
    {
      kind: 'path',
      d: `M${n(cx - r * 0.52)} ${n(cy + r * 0.1)}a${n(r * 0.52)} ${n(r * 0.56)} 0 0 0 ${n(r * 1.04)} 0Z`,
      fill: ink,
    },
  ]);
}

/** Lines of music that swing, with notes on them. */
function staves(palette: Palette, random: RandomSource): Shape[] {
  const shapes: Shape[] = [
    { kind: 'circle', cx: between(random, 250, 340), cy: between(random, 60, 110), r: 96, fill: palette.a },
  ];
  const swing = between(random, 34, 62) * (random() < 0.5 ? -1 : 1);
  const at = (x: number, line: number) =>
    96 + line * 30 + swing * Math.sin((x / posterWidth) * Math.PI * 1.6);
  for (let line = 0; line < 5; line++) {
    let d = `M-10 ${n(at(-10, line))}`;
    for (let x = 15; x <= 410; x += 25) d += `L${x} ${n(at(x, line))}`;
    shapes.push({ kind: 'path', d, stroke: line % 2 === 0 ? palette.light : palette.b, width: 5 });
  }
  for (let note = 0; note < 6; note++) {
    const x = 40 + note * 64 + between(random, -12, 12);
    const y = at(x, Math.floor(random() * 5));
    const fill = note % 2 === 0 ? palette.c : palette.b;
    shapes.push({ kind: 'path', d: `M${n(x + 13)} ${n(y)}V${n(y - 62)}`, stroke: fill, width: 6 });
    shapes.push({ kind: 'circle', cx: x, cy: y, r: 16, fill });
  }
  return shapes;
}

/** Quarter circles, half circles and discs on a grid. */
function tiles(palette: Palette, random: RandomSource): Shape[] {
  const size = 100;
  const inks: [string, ...string[]] = [palette.a, palette.b, palette.c, palette.light];
  const shapes: Shape[] = [];
  for (let x = 0; x < posterWidth; x += size) {
    for (let y = 0; y < posterHeight; y += size) {
      const fill = pick(random, inks);
      const form = Math.floor(random() * 5);
      if (form === 0) shapes.push({ kind: 'circle', cx: x + 50, cy: y + 50, r: 40, fill });
      else if (form === 1) shapes.push({ kind: 'path', d: `M${x} ${y}h100a100 100 0 0 1-100 100Z`, fill });
      else if (form === 2)
        shapes.push({ kind: 'path', d: `M${x + 100} ${y + 100}h-100a100 100 0 0 1 100-100Z`, fill });
      else if (form === 3) shapes.push({ kind: 'path', d: `M${x} ${y + 100}a50 50 0 0 1 100 0Z`, fill });
      else shapes.push({ kind: 'rect', x, y, w: size, h: size, fill });
    }
  }
  return shapes;
}
