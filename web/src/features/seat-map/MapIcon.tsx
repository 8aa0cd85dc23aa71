import styles from './MapIcon.module.css';

/** Strokes on a 24 px grid that only the map needs. */
const paths = {
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  list: 'M9 6h11M9 12h11M9 18h11M4.500 6h.1M4.500 12h.1M4.500 18h.1',
  map: 'm3 6 6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14',
  wheelchair: 'M10 5.500h.1M10 9v6h5.500l2.500 5M10 11.500h4.500M8 12.500a4.500 4.500 0 1 0 6.500 5.500',
  sparkle:
    'M12 4l1.800 5.200L19 11l-5.200 1.800L12 18l-1.800-5.200L5 11l5.200-1.800zM19 16.500v4M17 18.500h4',
  trash: 'M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7',
} as const;

export type MapIconName = keyof typeof paths;

export function MapIcon({ name }: { name: MapIconName }) {
  return (
    <svg className={styles.symbol} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
