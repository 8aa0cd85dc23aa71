import type { Tally } from '../live/tally';
import { cheapestFree, freeInSection } from '../live/tally';
import { css, mix, type Rgb, readableOn } from './color';
import type { ExpandedPlan, Section } from './expand';
import { at, type Polygon } from './geometry';
import { areaFill, type Filter } from './paintSeats';
import type { Projection } from './pixels';
import type { CategoryColors, MapTheme } from './theme';

export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export type PriceLabel = { long: string; short: string };

export type SectionScene = {
  plan: ExpandedPlan;
  tally: Tally;
  filter: Filter;
  theme: MapTheme;
  colors: CategoryColors[];
  /** "from $40" by section, shorter where that finds no room; undefined while statuses are not known. */
  priceLabels: (PriceLabel | undefined)[];
  font: string;
  /** Canvas pixels a CSS pixel. */
  pixelRatio: number;
};

const emptyStrength = 0.1;
const fullStrength = 0.92;
const filteredOutStrength = 0.08;
const edgeWidthPx = 1;

/** How strongly a section shows its price tier: by the share of its seats that is still free. */
export function sectionStrength(free: number, seatCount: number): number {
  if (seatCount === 0 || free === 0) return emptyStrength;
  // The square root keeps a nearly sold-out section apart from an empty one.
  return emptyStrength + 0.15 + (fullStrength - emptyStrength - 0.15) * Math.sqrt(free / seatCount);
}

export function sectionColor(scene: SectionScene, index: number): Rgb {
  const { plan, tally, filter, theme, colors } = scene;
  const section = plan.sections[index];
  if (section === undefined) return theme.floor;
  const color = colors[tintCategory(scene, index, section)]?.seat ?? theme.inkSoft;
  const wanted = freeWanted(tally, filter, index);
  if (wanted === 0 && filter.categories !== undefined) return mix(theme.floor, color, filteredOutStrength);
  return mix(theme.floor, color, sectionStrength(freeInSection(tally, index), section.seatCount));
}

/** A filtered map shows a mixed section in the colour that was asked for. */
function tintCategory({ tally, filter }: SectionScene, index: number, section: Section): number {
  const wanted = filter.categories;
  if (wanted === undefined || wanted[section.mainCategory] === 1) return section.mainCategory;
  const found = wanted.findIndex((on, c) => on === 1 && at(tally.free, index * tally.categories + c) > 0);
  return found >= 0 ? found : section.mainCategory;
}

function freeWanted(tally: Tally, filter: Filter, section: number): number {
  let free = 0;
  for (let c = 0; c < tally.categories; c++) {
    if (filter.categories === undefined || filter.categories[c] === 1) {
      free += at(tally.free, section * tally.categories + c);
    }
  }
  return free;
}

/** The far view: every section a shape with its name and price. */
export function paintSections(pen: Pen, scene: SectionScene, projection: Projection): void {
  const { plan, theme } = scene;
  pen.lineJoin = 'round';
  paintAreas(pen, scene, projection);
  pen.lineWidth = edgeWidthPx * scene.pixelRatio;
  plan.sections.forEach((section, index) => {
    const color = sectionColor(scene, index);
    tracePolygon(pen, section.outline, projection);
    pen.fillStyle = css(color);
    pen.fill();
    pen.strokeStyle = css(mix(color, theme.ink, 0.22));
    pen.stroke();
  });
  plan.sections.forEach((section, index) => {
    const color = sectionColor(scene, index);
    labelSection(pen, scene, projection, section, index, readableOn(color, theme.ink, theme.paper));
  });
}

function paintAreas(pen: Pen, { plan, theme }: SectionScene, projection: Projection): void {
  for (const area of plan.areas) {
    const fill = areaFill(theme, area.color);
    if (fill === undefined || area.outline.length < 6) continue;
    tracePolygon(pen, area.outline, projection);
    pen.fillStyle = css(fill);
    pen.fill();
  }
}

type LineScene = Pick<SectionScene, 'plan' | 'theme' | 'font' | 'pixelRatio'>;

/** Edges and texts of the decoration, over whatever was filled. */
export function paintAreaLines(pen: Pen, scene: LineScene, projection: Projection): void {
  const { plan, theme, font, pixelRatio } = scene;
  for (const area of plan.areas) {
    const border = areaFill(theme, area.borderColor);
    if (border && area.outline.length >= 6) {
      tracePolygon(pen, area.outline, projection);
      pen.lineWidth = 1.5 * pixelRatio;
      pen.strokeStyle = css(mix(border, theme.ink, 0.3));
      pen.stroke();
    }
    if (area.text === undefined) continue;
    const wanted = area.text.size === undefined ? areaTextPx * pixelRatio : area.text.size * projection.scale;
    const size = Math.min(areaTextMaxPx * pixelRatio, Math.max(areaTextMinPx * pixelRatio, wanted));
    pen.font = `700 ${size}px ${font}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillStyle = css(theme.inkSoft);
    pen.fillText(
      area.text.value.toUpperCase(),
      area.text.x * projection.scale + projection.dx,
      area.text.y * projection.scale + projection.dy,
    );
  }
}

const areaTextPx = 13;
const areaTextMinPx = 10;
const areaTextMaxPx = 22;
const nameMinPx = 8;
const nameMaxPx = 15;
const priceShare = 0.84;
const priceMinPx = 9.5;
/** Width of a letter as a share of the text's size: near enough to see whether a name fits. */
const letterShare = 0.58;

function labelSection(
  pen: Pen,
  scene: SectionScene,
  projection: Projection,
  section: Section,
  index: number,
  ink: Rgb,
): void {
  const { pixelRatio, font } = scene;
  const room = section.anchor.room * projection.scale;
  const fitting = (text: string, high: number) =>
    Math.min((2 * room * 0.94) / (text.length * letterShare), high);
  const nameSize = Math.min(nameMaxPx * pixelRatio, fitting(section.name, room * 1.1));
  if (nameSize < nameMinPx * pixelRatio) return;
  // The second line lies off the middle, where a round section is narrower.
  const chord = Math.sqrt(Math.max(0, room * room - (nameSize * 0.75) ** 2));
  const fits = (text: string) => {
    const size = Math.min(nameSize * priceShare, (2 * chord * 0.94) / (text.length * letterShare));
    return size >= priceMinPx * pixelRatio ? { text, size } : undefined;
  };
  const label = scene.priceLabels[index];
  const price = label && (fits(label.long) ?? fits(label.short));
  const x = section.anchor.x * projection.scale + projection.dx;
  const y = section.anchor.y * projection.scale + projection.dy;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = css(ink);
  pen.font = `700 ${nameSize}px ${font}`;
  pen.fillText(section.name, x, price ? y - price.size * 0.62 : y);
  if (!price) return;
  pen.font = `500 ${price.size}px ${font}`;
  pen.fillText(price.text, x, y + nameSize * 0.6);
}

/** Section edges, names and row letters, over the seats. */
export function paintSeatLines(
  pen: Pen,
  scene: LineScene & { isVisible: (section: Section) => boolean; names: boolean; rowLabels: boolean },
  projection: Projection,
): void {
  const { plan, theme, pixelRatio } = scene;
  pen.lineJoin = 'round';
  paintAreaLines(pen, scene, projection);
  pen.strokeStyle = css(theme.edge);
  pen.lineWidth = edgeWidthPx * pixelRatio;
  for (const section of plan.sections) {
    if (!scene.isVisible(section)) continue;
    tracePolygon(pen, section.outline, projection);
    pen.stroke();
    if (scene.names) writeName(pen, scene, projection, section);
    if (scene.rowLabels) writeRowLabels(pen, scene, projection, section);
  }
}

const chipTextPx = 12;

function writeName(pen: Pen, scene: LineScene, projection: Projection, section: Section): void {
  const { theme, pixelRatio, font } = scene;
  const size = chipTextPx * pixelRatio;
  const x = section.anchor.x * projection.scale + projection.dx;
  const y = section.anchor.y * projection.scale + projection.dy;
  pen.font = `700 ${size}px ${font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const width = pen.measureText(section.name).width + size;
  const height = size * 1.7;
  pen.beginPath();
  pen.roundRect(x - width / 2, y - height / 2, width, height, height / 2);
  pen.fillStyle = css(theme.paper, 0.88);
  pen.fill();
  pen.fillStyle = css(theme.ink);
  pen.fillText(section.name, x, y);
}

const rowLabelPx = 10;

/** One seat's distance before the row's first seat and after its last. */
function writeRowLabels(pen: Pen, scene: LineScene, projection: Projection, section: Section): void {
  const { plan, theme, pixelRatio, font } = scene;
  pen.font = `600 ${rowLabelPx * pixelRatio}px ${font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = css(theme.inkSoft);
  for (let r = section.firstRow; r < section.firstRow + section.rowCount; r++) {
    const row = plan.rows[r];
    if (row === undefined || row.seatCount < 2) continue;
    const first = row.firstIndex;
    const last = first + row.seatCount - 1;
    writeBeside(pen, plan, projection, row.label, first, first + 1);
    writeBeside(pen, plan, projection, row.label, last, last - 1);
  }
}

function writeBeside(
  pen: Pen,
  plan: ExpandedPlan,
  { scale, dx, dy }: Projection,
  label: string,
  end: number,
  inner: number,
): void {
  const ex = at(plan.x, end);
  const ey = at(plan.y, end);
  const ix = ex - at(plan.x, inner);
  const iy = ey - at(plan.y, inner);
  const length = Math.hypot(ix, iy) || 1;
  const distance = 2.1 * plan.seatRadius;
  const x = (ex + (ix / length) * distance) * scale + dx;
  const y = (ey + (iy / length) * distance) * scale + dy;
  if (x < 0 || y < 0 || x > pen.canvas.width || y > pen.canvas.height) return;
  pen.fillText(label, x, y);
}

export function tracePolygon(pen: Pen, polygon: Polygon, { scale, dx, dy }: Projection): void {
  pen.beginPath();
  for (let i = 0; i + 1 < polygon.length; i += 2) {
    pen.lineTo(at(polygon, i) * scale + dx, at(polygon, i + 1) * scale + dy);
  }
  pen.closePath();
}

/** What each section costs at least, or that it is sold out. */
export function priceLabelsOf(
  plan: ExpandedPlan,
  tally: Tally,
  totals: (number | undefined)[],
  words: { from: (total: number) => PriceLabel; soldOut: PriceLabel },
): (PriceLabel | undefined)[] {
  return plan.sections.map((_, index) => {
    const cheapest = cheapestFree(tally, index, totals);
    if (cheapest !== undefined) return words.from(cheapest);
    return freeInSection(tally, index) === 0 ? words.soldOut : undefined;
  });
}
