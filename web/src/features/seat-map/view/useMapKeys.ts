import { type KeyboardEvent, useCallback, useRef, useState } from 'react';
import { t } from '../../../lib/text';
import { type Direction, seatNearPoint, seatTowards, sectionTowards } from '../canvas/neighbors';
import { freeInSection } from '../live/tally';
import { type Picker, sectionPriceLabels, speakSeat } from '../picker';
import { sectionTitle } from '../selection/seatNames';
import { type MapView, nothing, type Target } from './MapView';

const directions: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const panPx = 90;
const pans: Record<Direction, [number, number]> = {
  left: [panPx, 0],
  right: [-panPx, 0],
  up: [0, panPx],
  down: [0, -panPx],
};
const zoomStep = 1.7;

/** The keyboard's way through the map: sections from afar, seats from near, and what to say about each. */
export function useMapKeys(map: MapView | undefined, picker: Picker, onToggle: (seat: number) => void) {
  const [announcement, setAnnouncement] = useState('');
  const focused = useRef<Target>(nothing);

  const focus = useCallback(
    (target: Target) => {
      focused.current = target;
      map?.setFocused(target);
      if (target.seat >= 0) setAnnouncement(speakSeat(picker, target.seat));
      else if (target.section >= 0) setAnnouncement(speakSection(picker, target.section));
      else setAnnouncement('');
    },
    [map, picker],
  );

  const step = useCallback(
    (direction: Direction) => {
      if (map === undefined) return;
      const { seat, section } = focused.current;
      if (!map.areSeatsShown) {
        const next =
          section < 0 ? nearestSection(picker, map) : sectionTowards(picker.plan, section, direction);
        focus({ seat: -1, section: next });
        return;
      }
      const next =
        seat < 0
          ? seatNearPoint(picker.plan, picker.grid, map.center)
          : seatTowards(picker.plan, picker.grid, seat, direction);
      if (next < 0) return;
      map.reveal(next);
      focus({ seat: next, section: -1 });
    },
    [map, picker, focus],
  );

  const act = useCallback(() => {
    const { seat, section } = focused.current;
    if (seat >= 0) {
      onToggle(seat);
      setAnnouncement(speakSeat(picker, seat));
      return;
    }
    if (section < 0) {
      step('right');
      return;
    }
    map?.flyToSection(section);
    const anchor = picker.plan.sections[section]?.anchor;
    if (anchor) focus({ seat: seatNearPoint(picker.plan, picker.grid, anchor), section: -1 });
  }, [map, picker, focus, onToggle, step]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (map === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      const direction = directions[event.key];
      if (direction !== undefined) {
        if (event.shiftKey) map.pan(...pans[direction]);
        else step(direction);
      } else if (event.key === 'Enter' || event.key === ' ') act();
      else if (event.key === '+' || event.key === '=') map.flyZoom(zoomStep);
      else if (event.key === '-') map.flyZoom(1 / zoomStep);
      else if (event.key === '0') map.fit();
      else if (event.key === 'Escape') {
        if (focused.current.seat < 0 && map.isFitted) return;
        focus(nothing);
        map.fit();
      } else return;
      event.preventDefault();
    },
    [map, step, act, focus],
  );

  const onBlur = useCallback(() => focus(nothing), [focus]);

  return { announcement, onKeyDown, onBlur };
}

function nearestSection(picker: Picker, map: MapView): number {
  const seat = seatNearPoint(picker.plan, picker.grid, map.center);
  return seat < 0 ? 0 : (picker.plan.rows[picker.plan.rowOf[seat] ?? 0]?.section ?? 0);
}

function speakSection(picker: Picker, index: number): string {
  const section = picker.plan.sections[index];
  if (section === undefined) return '';
  const free = freeInSection(picker.model.tally, index);
  const price = sectionPriceLabels(picker)[index]?.long;
  const seats = t(
    { zero: 'no seats free', one: '{count} seat free', other: '{count} seats free' },
    { count: free },
  );
  return [sectionTitle(section.name), seats, price].filter(Boolean).join(', ');
}
