import styles from './Icon.module.css';

/** Strokes on a 24 px grid. */
const paths = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4.500 4.500',
  calendar: 'M4 7h16v13H4zM4 11h16M8 4v4m8-4v4',
  pin: 'M12 21s7-6 7-11.500A7 7 0 0 0 5 9.500C5 15 12 21 12 21Zm0-9a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  ticket: 'M4 7h16v3.500a1.500 1.500 0 0 0 0 3V17H4v-3.500a1.500 1.500 0 0 0 0-3zM14 7v10',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 8.500c1.200-4 4.200-5.500 8-5.500s6.800 1.500 8 5.500',
  down: 'm6 9 6 6 6-6',
  left: 'm15 5-7 7 7 7',
  right: 'm9 5 7 7-7 7',
  /** Out through a door. */
  leave: 'M10 4H5v16h5M10 12h10M16 8l4 4-4 4',
  check: 'm5 12.500 4.500 4.500L19 7.500',
  close: 'm6 6 12 12M18 6 6 18',
  warning: 'M12 4 2.500 20h19zM12 10v4.500m0 2.500v.5',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5.500M12 7.500V8',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.500 2',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  eyeOff:
    'M4 4l16 16M9.500 6c.8-.3 1.600-.5 2.500-.5 6 0 9.500 6.500 9.500 6.500a16 16 0 0 1-3 3.600M6 8a16 16 0 0 0-3.500 4S6 18.500 12 18.500c1.200 0 2.300-.3 3.300-.7M10 10a3 3 0 0 0 4 4',
  print: 'M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  card: 'M3 6h18v12H3zM3 10h18M6.500 14.500h4',
  offline:
    'M3 3l18 18M5 12.500a10 10 0 0 1 3.500-2.300m4.500-.7a10 10 0 0 1 6 3M8.500 16a5 5 0 0 1 5-1.200M12 19.500v.1',
  flame:
    'M12 3c.5 3.500 5.500 5.500 5.500 11a5.500 5.500 0 0 1-11 0c0-2.500 1.500-4 2.500-5 0 2 1 3 2 3 1.500 0 1.800-4.500 1-9Z',
  pause: 'M9 5v14M15 5v14',
  play: 'M8 5v14l11-7z',
  moon: 'M20 14.500A8 8 0 0 1 9.500 4a8 8 0 1 0 10.500 10.500Z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  filter: 'M4 6h16M7 12h10M10 18h4',
} as const;

export type IconName = keyof typeof paths;

/** Decoration beside a text; what it means always stands in words too. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={styles.icon} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
