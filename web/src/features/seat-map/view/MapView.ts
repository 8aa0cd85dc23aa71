import { prefersReducedMotion } from '../../../lib/motion';
import {
  type Camera,
  type CameraLimits,
  clampCamera,
  type Flight,
  fitBox,
  fittedCamera,
  frameWithin,
  limitsFor,
  panBy,
  planFlight,
  toPlan,
  toScreen,
  type Viewport,
  visibleBox,
  zoomAt,
} from '../canvas/camera';
import { detailAt, pixelRatioFor, seatsFromPx } from '../canvas/detail';
import { type ExpandedPlan, rowOfSeat, sectionOfSeat } from '../canvas/expand';
import { at, boxesMeet, emptyBox, growBox, isInside, type Point } from '../canvas/geometry';
import { type Grid, nearestSeat } from '../canvas/grid';
import { paintOverlay } from '../canvas/paintOverlay';
import { type Filter, makeLooks, paintSeats, projectionOf } from '../canvas/paintSeats';
import { type PriceLabel, paintSeatLines, type SectionScene } from '../canvas/paintSections';
import { bufferOver, type PixelBuffer } from '../canvas/pixels';
import { type Place, placeInView } from '../canvas/place';
import { createStampCache, type StampCache } from '../canvas/stamps';
import { type CategoryColors, categoryColors, type MapTheme } from '../canvas/theme';
import type { LiveModel } from '../live/model';
import type { SeatChange } from '../live/statuses';
import { FarView } from './FarView';
import { createGlyphSets } from './glyphs';
import { fitCanvas, penOf } from './pen';
import { readTheme } from './readTheme';

export type MapSetup = {
  host: HTMLElement;
  scene: HTMLCanvasElement;
  overlay: HTMLCanvasElement;
  /** The buttons over the map's corner, which the view of everything keeps clear of. */
  controls: HTMLElement;
  plan: ExpandedPlan;
  grid: Grid;
  model: LiveModel;
  /** The colour of each of the plan's categories. */
  categoryColors: string[];
  priceLabels: () => (PriceLabel | undefined)[];
  onCamera: (camera: Camera, viewport: Viewport) => void;
};

export type Target = { seat: number; section: number };
export const nothing: Target = { seat: -1, section: -1 };

const settleMs = 140;
const sectionsRefreshMs = 500;
const sectionFlightMargin = 0.12;
/** What counts as closer than before. */
const closerFrom = 1.3;
const seatTargetPx = 22;
const coarseReachPx = 16;
const fineReachPx = 3;

/**
 * Draws the map on two canvases and owns the camera. Knows neither React nor what a click means.
 *
 * Nothing is drawn unless something changed; a frame is asked for by `invalidate*` alone. While the camera moves the
 * scene is drawn at one pixel a CSS pixel, then once more in full sharpness.
 */
export class MapView {
  private readonly setup: MapSetup;
  private readonly scenePen: CanvasRenderingContext2D;
  private readonly overlayPen: CanvasRenderingContext2D;
  private viewport: Viewport = { width: 1, height: 1 };
  private limits: CameraLimits;
  private camera: Camera;
  private isCameraSet = false;
  private theme!: MapTheme;
  private font = 'sans-serif';
  private colors!: CategoryColors[];
  private stamps!: StampCache;
  private glyphs!: ReturnType<typeof createGlyphSets>;
  private filter: Filter = { categories: undefined, accessibleOnly: false };
  private mine: readonly number[] = [];
  private pending: ReadonlySet<number> = new Set();
  private hovered: Target = nothing;
  private focused: Target = nothing;
  private image: ImageData | undefined;
  private buffer: PixelBuffer | undefined;
  private readonly farView = new FarView();
  private flight: { path: Flight; startedAt: number } | undefined;
  private isGesturing = false;
  private movedAt = Number.NEGATIVE_INFINITY;
  private sceneRatio = 0;
  private frame = 0;
  private isSceneDirty = true;
  private isOverlayDirty = true;
  private settleTimer: ReturnType<typeof setTimeout> | undefined;
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly stops: (() => void)[] = [];

  constructor(setup: MapSetup) {
    this.setup = setup;
    this.scenePen = penOf(setup.scene, false);
    this.overlayPen = penOf(setup.overlay, true);
    this.limits = this.limitsNow();
    this.camera = fitBox(setup.plan.box, this.viewport);
    this.takeTheme();
    const darkness = window.matchMedia('(prefers-color-scheme: dark)');
    const retheme = () => this.takeTheme();
    darkness.addEventListener('change', retheme);
    this.stops.push(
      () => darkness.removeEventListener('change', retheme),
      setup.model.onSeats((changes) => this.seatsChanged(changes)),
    );
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(setup.host);
    this.stops.push(() => observer.disconnect());
    this.resize();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.settleTimer);
    clearTimeout(this.refreshTimer);
    for (const stop of this.stops) stop();
  }

  setFilter(filter: Filter): void {
    this.filter = filter;
    this.invalidateScene();
  }

  setChoice(mine: readonly number[], pending: ReadonlySet<number>): void {
    this.mine = mine;
    this.pending = pending;
    this.invalidateOverlay();
  }

  setHovered(target: Target): void {
    if (target.seat === this.hovered.seat && target.section === this.hovered.section) return;
    this.hovered = target;
    this.invalidateOverlay();
  }

  setFocused(target: Target): void {
    this.focused = target;
    this.invalidateOverlay();
  }

  get seatWidthPx(): number {
    return 2 * this.setup.plan.seatRadius * this.camera.scale;
  }

  get isFitted(): boolean {
    return this.camera.scale <= this.limits.scaleMin * 1.001;
  }

  get canZoomIn(): boolean {
    return this.camera.scale < this.limits.scaleMax * 0.999;
  }

  get areSeatsShown(): boolean {
    return this.seatWidthPx >= seatsFromPx;
  }

  get center(): Point {
    return { x: this.camera.x, y: this.camera.y };
  }

  /** Where one is, as far as seats are drawn. */
  get place(): Place | undefined {
    if (!this.areSeatsShown) return undefined;
    return placeInView(this.setup.plan, this.setup.grid, this.center, this.seatWidthPx);
  }

  screenOf(seat: number): Point {
    return toScreen(this.camera, this.viewport, at(this.setup.plan.x, seat), at(this.setup.plan.y, seat));
  }

  /** What is under a point of the host, a seat only where seats are drawn. */
  targetAt(point: Point, isCoarse: boolean): Target {
    const { plan, grid } = this.setup;
    const place = toPlan(this.camera, this.viewport, point.x, point.y);
    if (this.areSeatsShown) {
      const reachPx = Math.max(this.seatWidthPx / 2 + fineReachPx, isCoarse ? coarseReachPx : 0);
      const seat = nearestSeat(plan, grid, place.x, place.y, reachPx / this.camera.scale);
      if (seat >= 0) return { seat, section: -1 };
    }
    const section = plan.sections.findIndex(
      ({ box, outline }) =>
        place.x >= box.left &&
        place.x <= box.right &&
        place.y >= box.top &&
        place.y <= box.bottom &&
        isInside(outline, place.x, place.y),
    );
    return { seat: -1, section };
  }

  beginGesture(): void {
    this.flight = undefined;
    this.isGesturing = true;
  }

  endGesture(): void {
    this.isGesturing = false;
    this.settleSoon();
  }

  pan(dx: number, dy: number): void {
    this.flight = undefined;
    this.look(panBy(this.camera, this.viewport, this.limits, dx, dy));
  }

  zoom(anchor: Point, factor: number): void {
    this.flight = undefined;
    this.look(zoomAt(this.camera, this.viewport, this.limits, anchor, factor));
  }

  flyZoom(factor: number, anchor?: Point): void {
    const middle = anchor ?? { x: this.viewport.width / 2, y: this.viewport.height / 2 };
    this.flyTo(zoomAt(this.camera, this.viewport, this.limits, middle, factor));
  }

  fit(): void {
    this.flyTo(fittedCamera(this.limits, this.viewport));
  }

  flyToSection(index: number): void {
    const camera = this.fittedSection(index);
    if (camera) this.flyTo(camera);
  }

  /** For a seat too small to be meant: first its whole section; to the point itself when that is no closer. */
  comeCloser(seat: number, point: Point, seatWidthPx: number): void {
    const camera = this.fittedSection(rowOfSeat(this.setup.plan, seat).section);
    if (camera && camera.scale >= this.camera.scale * closerFrom) this.flyTo(camera);
    else this.flyToPoint(point, seatWidthPx);
  }

  private fittedSection(index: number): Camera | undefined {
    const section = this.setup.plan.sections[index];
    if (section === undefined) return undefined;
    const camera = fitBox(section.box, this.viewport, sectionFlightMargin);
    const scaleMin = (seatsFromPx * 2) / (2 * this.setup.plan.seatRadius);
    return { ...camera, scale: Math.max(camera.scale, scaleMin) };
  }

  /** Near enough to see and hit the seats, and no nearer than somebody already is. */
  flyToSeats(seats: readonly number[]): void {
    if (seats.length === 0) return;
    const { plan } = this.setup;
    const box = emptyBox();
    const around = emptyBox();
    for (const seat of seats) {
      growBox(box, at(plan.x, seat), at(plan.y, seat), plan.seatRadius * 4);
      const { left, top, right, bottom } = sectionOfSeat(plan, seat).box;
      growBox(around, left, top);
      growBox(around, right, bottom);
    }
    const comfortable = Math.max(this.camera.scale, seatTargetPx / (2 * plan.seatRadius));
    const scale = Math.min(fitBox(box, this.viewport).scale, comfortable);
    this.flyTo(frameWithin(box, around, scale, this.viewport));
  }

  flyToPoint(point: Point, seatWidthPx: number): void {
    const place = toPlan(this.camera, this.viewport, point.x, point.y);
    this.flyTo({ ...place, scale: seatWidthPx / (2 * this.setup.plan.seatRadius) });
  }

  /** Moves only as far as it takes to have the seat on screen: for the keyboard. */
  reveal(seat: number): void {
    const place = this.screenOf(seat);
    const margin = Math.min(60, this.viewport.width / 5, this.viewport.height / 5);
    const dx = Math.max(margin - place.x, 0) + Math.min(this.viewport.width - margin - place.x, 0);
    const dy = Math.max(margin - place.y, 0) + Math.min(this.viewport.height - margin - place.y, 0);
    if (dx !== 0 || dy !== 0) this.pan(dx, dy);
  }

  private flyTo(wanted: Camera): void {
    const to = clampCamera(wanted, this.limits, this.viewport);
    if (prefersReducedMotion()) {
      this.flight = undefined;
      this.look(to);
      return;
    }
    this.flight = { path: planFlight(this.camera, to, this.viewport), startedAt: performance.now() };
    this.requestFrame();
  }

  private look(camera: Camera): void {
    this.camera = camera;
    this.movedAt = performance.now();
    this.isSceneDirty = true;
    this.isOverlayDirty = true;
    this.setup.onCamera(camera, this.viewport);
    this.settleSoon();
    this.requestFrame();
  }

  /** Once nothing moves any more the scene is drawn again, sharp. */
  private settleSoon(): void {
    clearTimeout(this.settleTimer);
    this.settleTimer = setTimeout(() => {
      if (this.isMoving()) return;
      const isSharp = this.sceneRatio === this.ratio(false) && !this.isFarViewBlurred();
      if (!isSharp) this.invalidateScene();
    }, settleMs + 10);
  }

  private isMoving(): boolean {
    return this.isGesturing || this.flight !== undefined || performance.now() - this.movedAt < settleMs;
  }

  private isFarViewBlurred(): boolean {
    return !this.areSeatsShown && !this.farView.isSharpAt(this.camera.scale * this.sceneRatio);
  }

  private ratio(isMoving: boolean): number {
    return pixelRatioFor(this.viewport, window.devicePixelRatio, isMoving);
  }

  private takeTheme(): void {
    const { theme, font } = readTheme(this.setup.host);
    this.theme = theme;
    this.font = font;
    this.colors = categoryColors(theme, this.setup.categoryColors);
    this.stamps = createStampCache(makeLooks(theme, this.colors));
    this.glyphs = createGlyphSets(font);
    this.invalidateScene();
    this.invalidateOverlay();
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.setup.host;
    if (clientWidth === 0 || clientHeight === 0) return;
    const wasFitted = !this.isCameraSet || this.isFitted;
    this.isCameraSet = true;
    this.viewport = { width: clientWidth, height: clientHeight };
    this.limits = this.limitsNow();
    const camera = wasFitted ? fittedCamera(this.limits, this.viewport) : this.camera;
    this.look(clampCamera(camera, this.limits, this.viewport));
    this.movedAt = Number.NEGATIVE_INFINITY;
  }

  private limitsNow(): CameraLimits {
    const { plan, controls } = this.setup;
    const corner = {
      width: Math.max(0, this.viewport.width - controls.offsetLeft),
      height: Math.max(0, this.viewport.height - controls.offsetTop),
    };
    return limitsFor(plan.box, plan.seatRadius, this.viewport, corner);
  }

  private seatsChanged(changes: readonly SeatChange[]): void {
    this.farView.invalidate();
    if (!this.areSeatsShown) {
      // Section tints move slowly; a busy sale would otherwise redraw them with every seat.
      this.refreshTimer ??= setTimeout(() => {
        this.refreshTimer = undefined;
        this.invalidateScene();
      }, sectionsRefreshMs);
      if (changes.length === 0) this.invalidateScene();
      return;
    }
    const { plan } = this.setup;
    const view = visibleBox(this.camera, this.viewport);
    const isSeen = ({ seat }: SeatChange) => {
      const x = at(plan.x, seat);
      const y = at(plan.y, seat);
      return x >= view.left && x <= view.right && y >= view.top && y <= view.bottom;
    };
    if (changes.length === 0 || changes.some(isSeen)) this.invalidateScene();
  }

  invalidateScene(): void {
    this.isSceneDirty = true;
    this.farView.invalidate();
    this.requestFrame();
  }

  private invalidateOverlay(): void {
    this.isOverlayDirty = true;
    this.requestFrame();
  }

  private requestFrame(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.draw(now));
  }

  private draw(now: number): void {
    this.frame = 0;
    if (this.flight) this.fly(now);
    if (this.isSceneDirty) this.drawScene();
    if (this.isOverlayDirty) this.drawOverlay();
    if (this.flight) this.requestFrame();
  }

  private fly(now: number): void {
    if (this.flight === undefined) return;
    const share = (now - this.flight.startedAt) / this.flight.path.durationMs;
    const camera = this.flight.path.at(Math.max(0, share));
    if (share >= 1) this.flight = undefined;
    this.look(camera);
  }

  private drawScene(): void {
    this.isSceneDirty = false;
    const isMoving = this.isMoving();
    this.sceneRatio = this.ratio(isMoving);
    fitCanvas(this.setup.scene, this.viewport, this.sceneRatio);
    if (this.areSeatsShown) this.drawSeats();
    else this.drawSections(isMoving);
  }

  private drawSeats(): void {
    const { plan, grid, model, scene } = this.setup;
    const { camera, viewport, theme, sceneRatio } = this;
    const detail = detailAt(this.seatWidthPx);
    if (this.image?.width !== scene.width || this.image.height !== scene.height) {
      this.image = this.scenePen.createImageData(scene.width, scene.height);
      this.buffer = bufferOver(this.image);
    }
    if (this.buffer === undefined) return;
    const numberSize = Math.round(Math.min(this.seatWidthPx * 0.46, 15) * sceneRatio);
    paintSeats(this.buffer, {
      plan,
      grid,
      statuses: model.statuses,
      filter: this.filter,
      theme,
      colors: this.colors,
      stamps: this.stamps,
      glyphs: detail.seatNumbers ? this.glyphs(numberSize) : undefined,
      camera,
      viewport,
      pixelRatio: sceneRatio,
      detail,
    });
    this.scenePen.putImageData(this.image, 0, 0);
    const view = visibleBox(camera, viewport);
    paintSeatLines(
      this.scenePen,
      {
        plan,
        theme,
        font: this.font,
        pixelRatio: sceneRatio,
        isVisible: ({ box }) => boxesMeet(box, view),
        grid,
        detail,
      },
      projectionOf(camera, viewport, sceneRatio),
    );
  }

  private sectionScene(): SectionScene {
    return {
      plan: this.setup.plan,
      tally: this.setup.model.tally,
      filter: this.filter,
      theme: this.theme,
      colors: this.colors,
      priceLabels: this.setup.priceLabels(),
      font: this.font,
      pixelRatio: this.sceneRatio,
    };
  }

  private drawSections(isMoving: boolean): void {
    const wanted = projectionOf(this.camera, this.viewport, this.sceneRatio);
    this.farView.draw(this.scenePen, this.sectionScene(), wanted, isMoving);
  }

  private drawOverlay(): void {
    this.isOverlayDirty = false;
    const pixelRatio = this.ratio(false);
    fitCanvas(this.setup.overlay, this.viewport, pixelRatio);
    paintOverlay(this.overlayPen, {
      plan: this.setup.plan,
      theme: this.theme,
      camera: this.camera,
      viewport: this.viewport,
      pixelRatio,
      mine: this.mine,
      pending: this.pending,
      hoveredSeat: this.hovered.seat,
      hoveredSection: this.areSeatsShown ? -1 : this.hovered.section,
      focusedSeat: this.focused.seat,
      focusedSection: this.focused.section,
    });
  }
}
