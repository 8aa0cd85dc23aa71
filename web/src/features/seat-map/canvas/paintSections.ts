import type { Tally } from '../live/tally';
import { cheapestFree, freeInSection } from '../live/tally';
import { css, mix, type Rgb, readableOn } from './color';
import { type Detail, namesBesideSeatsFromPx } from './detail';
import type { ExpandedPlan, Section } from './expand';
import { at, clearWidth, type Polygon } from './geometry';
import type { Grid } from './grid';
import { areaFill, type Filter } from './paintSeats';
import type { Projection } from './pixels';
import { placeRowLabels } from './rowLabels';
import { clearOfSeats, type NameChip, readableNames, shortNames } from './sectionNames';
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
  const short = shortNames(plan.sections.map(({ name }) => name));
  plan.sections.forEach((section, index) => {
    const color = sectionColor(scene, index);
    const names = [section.name, short[index] ?? section.name];
    labelSection(pen, scene, projection, section, index, names, readableOn(color, theme.ink, theme.paper));
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
const nameMinPx = 7;
const nameMaxPx = 15;
const priceShare = 0.84;
const priceMinPx = 9.5;
/** Width of a letter as a share of the text's size: near enough to see whether a text fits. Names are bold. */
const letterShare = 0.58;
const boldLetterShare = 0.66;

function labelSection(
  pen: Pen,
  scene: SectionScene,
  projection: Projection,
  section: Section,
  index: number,
  names: string[],
  ink: Rgb,
): void {
  const { pixelRatio, font } = scene;
  const room = section.anchor.room * projection.scale;
  const fitting = (text: string, high: number) =>
    Math.min((2 * room * 0.94) / (text.length * boldLetterShare), high);
  const sizeOf = (text: string) => Math.min(nameMaxPx * pixelRatio, fitting(text, room * 1.1));
  const name = names.find((text) => sizeOf(text) >= nameMinPx * pixelRatio);
  if (name === undefined) return;
  const nameSize = sizeOf(name);
  // The second line lies off the middle, where a section may be narrower, or wider than its roundest place.
  const { anchor } = section;
  const clear = clearWidth(section.outline, anchor.x, anchor.y + (nameSize * 0.75) / projection.scale);
  const fits = (text: string) => {
    const size = Math.min(
      nameSize * priceShare,
      (clear * projection.scale * 0.92) / (text.length * letterShare),
    );
    return size >= priceMinPx * pixelRatio ? { text, size } : undefined;
  };
  const label = scene.priceLabels[index];
  const price = label && (fits(label.long) ?? fits(label.short));
  const x = anchor.x * projection.scale + projection.dx;
  const y = anchor.y * projection.scale + projection.dy;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = css(ink);
  pen.font = `700 ${nameSize}px ${font}`;
  pen.fillText(name, x, price ? y - price.size * 0.62 : y);
  if (!price) return;
  pen.font = `500 ${price.size}px ${font}`;
  pen.fillText(price.text, x, y + nameSize * 0.6);
}

/** Section edges, names and row letters, over the seats. */
export function paintSeatLines(
  pen: Pen,
  scene: LineScene & { isVisible: (section: Section) => boolean; grid: Grid; detail: Detail },
  projection: Projection,
): void {
  const { plan, theme, pixelRatio } = scene;
  pen.lineJoin = 'round';
  paintAreaLines(pen, scene, projection);
  pen.strokeStyle = css(theme.edge);
  pen.lineWidth = edgeWidthPx * pixelRatio;
  const visible = plan.sections.filter(scene.isVisible);
  for (const section of visible) {
    tracePolygon(pen, section.outline, projection);
    pen.stroke();
  }
  if (scene.detail.sectionNames.besideSeats > 0) writeNames(pen, scene, projection, visible);
  if (scene.detail.rowLabels) writeRowLabels(pen, scene, projection, visible);
}

const chipTextPx = 12;

/** A fainter name than this is only a stain. */
const nameStrengthMin = 0.3;

function writeNames(
  pen: Pen,
  scene: LineScene & { grid: Grid; detail: Detail },
  projection: Projection,
  sections: Section[],
): void {
  const { theme, pixelRatio, font } = scene;
  const size = chipTextPx * pixelRatio;
  pen.font = `700 ${size}px ${font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const nameOf = namesThatFit(scene.plan, size, projection.scale);
  const chips = sections
    .map((section) => nameChip(pen, scene, projection, section, nameOf(section)))
    .filter(({ strength }) => strength >= nameStrengthMin);
  for (const { name, x, y, width, height, strength } of readableNames(chips, pen.canvas)) {
    pen.beginPath();
    pen.roundRect(x - width / 2, y - height / 2, width, height, height / 2);
    pen.fillStyle = css(theme.paper, 0.88 * strength);
    pen.fill();
    pen.fillStyle = css(theme.ink, strength);
    pen.fillText(name, x, y);
  }
}

/** All names whole or all of them short, so that nobody takes "G 11" and "Ground floor 12" for two floors. */
function namesThatFit(plan: ExpandedPlan, size: number, scale: number): (section: Section) => string {
  const isTight = plan.sections.some(
    ({ name, box }) => name.length * boldLetterShare * size + size > (box.right - box.left) * scale,
  );
  if (!isTight) return ({ name }) => name;
  const short = shortNames(plan.sections.map(({ name }) => name));
  const byRow = new Map(plan.sections.map(({ firstRow }, index) => [firstRow, short[index]]));
  return ({ firstRow, name }) => byRow.get(firstRow) ?? name;
}

function nameChip(
  pen: Pen,
  { plan, grid, detail, pixelRatio }: LineScene & { grid: Grid; detail: Detail },
  { scale, dx, dy }: Projection,
  section: Section,
  name: string,
): NameChip {
  const size = chipTextPx * pixelRatio;
  const width = pen.measureText(name).width + size;
  const height = size * 1.7;
  const isWorthClearing = (2 * plan.seatRadius * scale) / pixelRatio >= namesBesideSeatsFromPx;
  const clear = isWorthClearing
    ? clearOfSeats(plan, grid, section, { width: width / scale, height: height / scale })
    : undefined;
  const { x, y } = clear ?? section.anchor;
  const { besideSeats, overSeats } = detail.sectionNames;
  const strength = clear ? besideSeats : overSeats;
  return { name, x: x * scale + dx, y: y * scale + dy, width, height, strength };
}

const rowLabelPx = 10;

function writeRowLabels(pen: Pen, scene: LineScene, projection: Projection, sections: Section[]): void {
  const { plan, theme, pixelRatio, font } = scene;
  const size = rowLabelPx * pixelRatio;
  pen.font = `600 ${size}px ${font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const { text, x, y, isStuck } of placeRowLabels(plan, sections, projection, pen.canvas, size)) {
    if (isStuck) {
      const width = pen.measureText(text).width + size;
      pen.beginPath();
      pen.roundRect(x - width / 2, y - size * 0.8, width, size * 1.6, size * 0.8);
      pen.fillStyle = css(theme.paper, 0.92);
      pen.fill();
    }
    pen.fillStyle = css(isStuck ? theme.ink : theme.inkSoft);
    pen.fillText(text, x, y);
  }
}

export function tracePolygon(pen: Pen, polygon: Polygon, { scale, dx, dy }: Projection): void {
  pen.beginPath();
  for (let i = 0; i + 1 < polygon.length; i += 2) {
    pen.lineTo(at(polygon, i) * scale + dx, at(polygon, i + 1) * scale + dy);
  }
  pen.closePath();
}

/**
 * What each section costs at least, or that it is sold out. Prices of `forEveryone` come first: a wheelchair place
 * among dear seats is not what most could have there.
 */
export function priceLabelsOf(
  plan: ExpandedPlan,
  tally: Tally,
  totals: (number | undefined)[],
  forEveryone: (number | undefined)[],
  words: { from: (total: number) => PriceLabel; soldOut: PriceLabel },
): (PriceLabel | undefined)[] {
  return plan.sections.map((_, index) => {
    const cheapest = cheapestFree(tally, index, forEveryone) ?? cheapestFree(tally, index, totals);
    if (cheapest !== undefined) return words.from(cheapest);
    return freeInSection(tally, index) === 0 ? words.soldOut : undefined;
  });
}
