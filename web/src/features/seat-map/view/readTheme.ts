import type { Rgb } from '../canvas/color';
import type { MapTheme } from '../canvas/theme';

/** The map's colours are the app's tokens: SeatMap.module.css names which. */
const properties: Record<keyof MapTheme, string> = {
  ground: '--map-ground',
  floor: '--map-floor',
  edge: '--map-edge',
  ink: '--map-ink',
  inkSoft: '--map-ink-soft',
  paper: '--map-paper',
  taken: '--map-taken',
  focus: '--map-focus',
};

/** Reads the theme once: asking the style engine for each frame would cost more than the drawing. */
export function readTheme(host: HTMLElement): { theme: MapTheme; font: string } {
  const styles = getComputedStyle(host);
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const read = (property: string): Rgb => {
    const fallback = { r: 128, g: 128, b: 128 };
    if (pen === null) return fallback;
    pen.fillStyle = styles.getPropertyValue(property).trim();
    pen.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
    return { r, g, b };
  };
  const theme = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, read(property)]),
  ) as MapTheme;
  return { theme, font: styles.fontFamily };
}
