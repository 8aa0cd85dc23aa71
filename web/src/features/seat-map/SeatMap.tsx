import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { VisuallyHidden } from '../../components/VisuallyHidden';
import { classes } from '../../lib/classes';
import { prefersReducedMotion } from '../../lib/motion';
import type { Point } from './canvas/geometry';
import type { Filter } from './canvas/paintSeats';
import type { Place } from './canvas/place';
import type { PolledAvailability } from './live/useAvailabilityPolling';
import { MapIcon } from './MapIcon';
import { type Picker, sectionPriceLabels } from './picker';
import { SeatCard } from './SeatCard';
import styles from './SeatMap.module.css';
import type { ShowRequest } from './SeatPicker';
import { SectionSummary } from './SectionSummary';
import { sectionTitle } from './selection/seatNames';
import { listenForGestures, type PointerKind } from './view/gestures';
import { MapView, nothing } from './view/MapView';
import { useMapKeys } from './view/useMapKeys';

type SeatMapProps = {
  picker: Picker;
  live: PolledAvailability;
  filter: Filter;
  shown: ShowRequest | undefined;
  canBuy: boolean;
  onToggle: (seat: number) => void;
};

type Hovered = { seat: number; place: Point };

const hintMs = 1800;
/** Below these widths a seat is too small to be meant: a press comes closer instead. */
const pressFromPx: Record<PointerKind, number> = { mouse: 6, touch: 13 };
const closerSeatPx = 26;
const zoomStep = 1.7;
const doubleTapZoom = 2.4;

export function SeatMap({ picker, live, filter, shown, canBuy, onToggle }: SeatMapProps) {
  const host = useRef<HTMLDivElement>(null);
  const scene = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const controls = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapView>();
  const [hovered, setHovered] = useState<Hovered>();
  const [touched, setTouched] = useState<number>();
  const [scale, setScale] = useState({ isFitted: true, canZoomIn: true });
  const [place, setPlace] = useState<Place>();
  const [isHinted, setIsHinted] = useState(false);
  const helpId = useId();
  const latest = useRef({ onToggle, canBuy });
  latest.current = { onToggle, canBuy };

  useEffect(() => {
    if (host.current === null || scene.current === null) return;
    if (overlay.current === null || controls.current === null) return;
    const made = new MapView({
      host: host.current,
      scene: scene.current,
      overlay: overlay.current,
      controls: controls.current,
      plan: picker.plan,
      grid: picker.grid,
      model: picker.model,
      categoryColors: picker.categories.map(({ color }) => color),
      priceLabels: () => sectionPriceLabels(picker),
      onCamera() {
        setHovered(undefined);
        queueMicrotask(() => {
          const { place } = made;
          setPlace((old) => (old?.section === place?.section && old?.row === place?.row ? old : place));
          setScale((old) =>
            old.isFitted === made.isFitted && old.canZoomIn === made.canZoomIn
              ? old
              : { isFitted: made.isFitted, canZoomIn: made.canZoomIn },
          );
        });
      },
    });
    const stopChoice = picker.store.subscribe((state) => choose(made, state));
    choose(made, picker.store.getState());
    setMap(made);
    return () => {
      stopChoice();
      made.destroy();
      setMap(undefined);
    };
  }, [picker]);

  useEffect(() => map?.setFilter(filter), [map, filter]);
  useEffect(() => {
    if (shown) map?.flyToSeats(shown.seats);
  }, [map, shown]);

  useEffect(() => {
    const element = host.current;
    if (map === undefined || element === null) return;
    let hintTimer: ReturnType<typeof setTimeout> | undefined;
    const stop = listenForGestures(element, {
      onStart: () => map.beginGesture(),
      onEnd: () => map.endGesture(),
      onPan: (dx, dy) => map.pan(dx, dy),
      onZoom: (anchor, factor) => map.zoom(anchor, factor),
      onDoubleTap: (point) => map.flyZoom(doubleTapZoom, point),
      onTap: (point, kind) => press(map, point, kind, latest.current.onToggle, setTouched),
      onHover(point) {
        const target = point ? map.targetAt(point, false) : nothing;
        map.setHovered(target);
        const { seat } = target;
        setHovered((old) =>
          seat < 0 ? undefined : old?.seat === seat ? old : { seat, place: map.screenOf(seat) },
        );
      },
      isWheelSpent: (isZoomingIn) => (isZoomingIn ? !map.canZoomIn : map.isFitted),
      onWheelDeclined() {
        setIsHinted(true);
        clearTimeout(hintTimer);
        hintTimer = setTimeout(() => setIsHinted(false), hintMs);
      },
      hasInertia: () => !prefersReducedMotion(),
    });
    return () => {
      stop();
      clearTimeout(hintTimer);
    };
  }, [map]);

  const { announcement, onKeyDown, onBlur } = useMapKeys(map, picker, onToggle);
  const closeCard = useCallback(() => setTouched(undefined), []);

  return (
    <div className={styles.map}>
      {/* An application: the arrow keys belong to the map while it has the focus. The list view needs none of it. */}
      <div
        ref={host}
        className={classes(styles.host, scale.isFitted && styles.fitted)}
        role="application"
        aria-roledescription="seat map"
        aria-label={`Seat map of ${picker.event.venue.name}`}
        aria-describedby={helpId}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys and clicks.
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      >
        <canvas ref={scene} className={styles.canvas} />
        <canvas ref={overlay} className={styles.canvas} />
      </div>
      <VisuallyHidden>
        <span id={helpId}>
          Arrow keys move between sections, or between seats once you are close. Enter comes closer or selects
          a seat. Plus and minus zoom, 0 shows everything, Escape goes back. The list view has the same seats.
        </span>
        <span aria-live="assertive">{announcement}</span>
      </VisuallyHidden>
      {hovered && (
        <SeatCard picker={picker} seat={hovered.seat} place={hovered.place} version={live.version} />
      )}
      {touched !== undefined && (
        <SeatCard
          picker={picker}
          seat={touched}
          version={live.version}
          canBuy={canBuy}
          onToggle={onToggle}
          onClose={closeCard}
        />
      )}
      <p className={classes(styles.hint, isHinted && styles.hintShown)} aria-hidden={!isHinted}>
        {`Hold ${modifierName()} and scroll to zoom, or click the map first`}
      </p>
      <div className={styles.notes}>
        {place && !scale.isFitted && (
          // Not for listeners, who hear section and row with each seat.
          <p className={styles.place} aria-hidden="true">
            <strong>{sectionTitle(place.section)}</strong>
            {place.row !== undefined && ` Row ${place.row}`}
          </p>
        )}
        <ConnectionNote live={live} />
      </div>
      <div ref={controls} className={styles.controls}>
        <button
          type="button"
          className={styles.control}
          aria-label="Zoom in"
          disabled={!scale.canZoomIn}
          onClick={() => map?.flyZoom(zoomStep)}
        >
          <MapIcon name="plus" />
        </button>
        <button
          type="button"
          className={styles.control}
          aria-label="Zoom out"
          disabled={scale.isFitted}
          onClick={() => map?.flyZoom(1 / zoomStep)}
        >
          <MapIcon name="minus" />
        </button>
        <button
          type="button"
          className={styles.control}
          aria-label="Show the whole map"
          disabled={scale.isFitted}
          onClick={() => map?.fit()}
        >
          <MapIcon name="fit" />
        </button>
      </div>
      <SectionSummary picker={picker} isKnown={live.isKnown} version={live.version} />
    </div>
  );
}

function choose(map: MapView, state: { selectedSeats: string[]; pendingSeats: string[] }): void {
  map.setChoice(state.selectedSeats.map(Number), new Set(state.pendingSeats.map(Number)));
}

function press(
  map: MapView,
  point: Point,
  kind: PointerKind,
  onToggle: (seat: number) => void,
  onTouched: (seat: number | undefined) => void,
): boolean {
  const { seat, section } = map.targetAt(point, kind === 'touch');
  if (seat >= 0) {
    if (map.seatWidthPx < pressFromPx[kind]) {
      map.comeCloser(seat, point, closerSeatPx);
    } else {
      onToggle(seat);
      if (kind === 'touch') onTouched(seat);
    }
    return true;
  }
  onTouched(undefined);
  if (section < 0 || map.areSeatsShown) return false;
  map.flyToSection(section);
  return true;
}

function modifierName(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
}

/** Nothing while all is well: people must be able to trust what they see, and to know when they cannot. */
function ConnectionNote({ live }: { live: PolledAvailability }) {
  const text = {
    connecting: undefined,
    live: undefined,
    polling: undefined,
    paused: undefined,
    offline: 'You are offline: seats may have changed',
    failing: 'Reconnecting: seats may have changed',
  }[live.connection];
  return <p role="status">{text && <span className={styles.connectionText}>{text}</span>}</p>;
}
