import { mix, parseHex, type Rgb, readableOn, visibleOn } from './color';

/** The map's colours in one theme. */
export type MapTheme = {
  ground: Rgb;
  floor: Rgb;
  edge: Rgb;
  ink: Rgb;
  inkSoft: Rgb;
  paper: Rgb;
  taken: Rgb;
  focus: Rgb;
};

export type CategoryColors = {
  seat: Rgb;
  /** What stands on a seat of this colour: a number, the wheelchair. */
  onSeat: Rgb;
  dimmed: Rgb;
};

const dimmedShare = 0.2;

export function categoryColors(theme: MapTheme, colors: string[]): CategoryColors[] {
  return colors.map((text) => {
    const seat = visibleOn(theme.floor, parseHex(text) ?? theme.inkSoft, theme.ink);
    return {
      seat,
      onSeat: readableOn(seat, theme.paper, theme.ink),
      dimmed: mix(theme.floor, seat, dimmedShare),
    };
  });
}
