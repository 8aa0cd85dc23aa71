import { type Camera, type Viewport, visibleBox } from './camera';
import { mix, packOpaque, parseHex, type Rgb } from './color';
import type { Detail } from './detail';
import type { ExpandedPlan, Section } from './expand';
import { boxesMeet } from './geometry';
import { forEachCellRun, type Grid } from './grid';
import { drawStamp, drawText, fillPolygon, type GlyphSet, type PixelBuffer, type Projection } from './pixels';
import { type Look, type StampCache, stampRadius } from './stamps';
import type { CategoryColors, MapTheme } from './theme';

/** Which seats the shopper wants to see; the others step back. */
export type Filter = { categories: Uint8Array | undefined; accessibleOnly: boolean };

export type SeatScene = {
  plan: ExpandedPlan;
  grid: Grid;
  statuses: Uint8Array;
  filter: Filter;
  theme: MapTheme;
  colors: CategoryColors[];
  stamps: StampCache;
  /** Absent when numbers are not to be written. */
  glyphs: GlyphSet | undefined;
  camera: Camera;
  viewport: Viewport;
  pixelRatio: number;
  detail: Detail;
};

const looksPerCategory = 4;
const takenLooks = 4;
const accessibleBit = 1;
const dimmedBit = 2;

/**
 * Every look a seat can have: four a category while free (plain, accessible, and both dimmed), then held and sold.
 * `lookOf` numbers them in this order.
 */
export function makeLooks(theme: MapTheme, colors: CategoryColors[]): Look[] {
  const looks: Look[] = [];
  for (const { seat, onSeat, dimmed } of colors) {
    looks.push({ shape: 'disc', color: seat, onColor: onSeat });
    looks.push({ shape: 'wheelchair', color: seat, onColor: onSeat });
    looks.push({ shape: 'disc', color: dimmed, onColor: theme.floor });
    looks.push({ shape: 'wheelchair', color: dimmed, onColor: theme.floor });
  }
  const { taken, floor } = theme;
  const faint = mix(floor, taken, soldStrength);
  looks.push({ shape: 'ring', color: taken, onColor: floor });
  looks.push({ shape: 'wheelchairRing', color: taken, onColor: floor });
  looks.push({ shape: 'dot', color: faint, onColor: floor });
  looks.push({ shape: 'wheelchairDot', color: faint, onColor: floor });
  return looks;
}

const soldStrength = 0.8;

/** `status` as in live/statuses.ts: 0 free, 1 held, 2 sold. */
export function lookOf(
  status: number,
  category: number,
  accessible: number,
  dimmed: boolean,
  categories: number,
): number {
  if (status === 0) {
    return category * looksPerCategory + (accessible === 1 ? accessibleBit : 0) + (dimmed ? dimmedBit : 0);
  }
  return (
    categories * looksPerCategory + (status - 1) * (takenLooks / 2) + (accessible === 1 ? accessibleBit : 0)
  );
}

export function projectionOf(camera: Camera, viewport: Viewport, pixelRatio: number): Projection {
  const scale = camera.scale * pixelRatio;
  return {
    scale,
    dx: (viewport.width / 2) * pixelRatio - camera.x * scale,
    dy: (viewport.height / 2) * pixelRatio - camera.y * scale,
  };
}

/** Draws ground, areas, floors and every visible seat into pixels. Returns how many seats were drawn. */
export function paintSeats(target: PixelBuffer, scene: SeatScene): number {
  const { plan, theme, camera, viewport } = scene;
  const projection = projectionOf(camera, viewport, scene.pixelRatio);
  const view = visibleBox(camera, viewport);
  target.words.fill(packOpaque(theme.ground));
  for (const area of plan.areas) {
    const fill = areaFill(theme, area.color);
    if (fill) fillPolygon(target, area.outline, projection, packOpaque(fill));
  }
  for (const section of plan.sections) {
    if (!boxesMeet(section.box, view)) continue;
    fillPolygon(target, section.outline, projection, packOpaque(floorColor(scene, section)));
  }
  return stampSeats(target, scene, projection);
}

const areaStrength = 0.16;

/** Decoration keeps its hue and steps back behind the seats, in either theme. */
export function areaFill(theme: MapTheme, color: string): Rgb | undefined {
  const rgb = parseHex(color);
  return rgb && mix(theme.ground, rgb, areaStrength);
}

const floorTintMax = 0.3;

function floorColor(scene: SeatScene, section: Section): Rgb {
  const color = scene.colors[section.mainCategory]?.seat ?? scene.theme.floor;
  return mix(scene.theme.floor, color, floorTintMax * scene.detail.tint);
}

function stampSeats(target: PixelBuffer, scene: SeatScene, { scale, dx, dy }: Projection): number {
  const { plan, grid, statuses, filter, stamps, camera, viewport, glyphs, colors } = scene;
  const { x, y, category, accessible } = plan;
  const radius = stampRadius(plan.seatRadius * scale);
  const set = stamps.forRadius(radius);
  const { variants } = set;
  const categories = colors.length;
  const wanted = filter.categories;
  const inks = colors.map((color) => packOpaque(color.onSeat));
  const margin = plan.seatRadius * 1.5;
  const view = visibleBox(camera, viewport);
  const reach = {
    left: view.left - margin,
    right: view.right + margin,
    top: view.top - margin,
    bottom: view.bottom + margin,
  };
  let drawn = 0;
  forEachCellRun(grid, reach, (from, to) => {
    for (let k = from; k < to; k++) {
      const seat = grid.seats[k] as number;
      const px = (x[seat] as number) * scale + dx;
      const py = (y[seat] as number) * scale + dy;
      const column = Math.floor(px);
      const row = Math.floor(py);
      const seatCategory = category[seat] as number;
      const isAccessible = accessible[seat] as number;
      const status = statuses[seat] as number;
      const dimmed =
        (wanted !== undefined && wanted[seatCategory] === 0) || (filter.accessibleOnly && isAccessible === 0);
      const look = lookOf(status, seatCategory, isAccessible, dimmed, categories);
      const stamp = set.get(look, ((px - column) * variants) | 0, ((py - row) * variants) | 0);
      drawStamp(target, stamp, column, row);
      drawn++;
      if (glyphs !== undefined && status === 0 && isAccessible === 0 && !dimmed) {
        drawText(target, glyphs, numberOf(plan, seat), px, py, inks[seatCategory] as number);
      }
    }
  });
  return drawn;
}

function numberOf(plan: ExpandedPlan, seat: number): string {
  const row = plan.rows[plan.rowOf[seat] as number];
  if (row === undefined) return '';
  const position = seat - row.firstIndex;
  return row.seatNumbers?.[position] ?? String(position + 1);
}
