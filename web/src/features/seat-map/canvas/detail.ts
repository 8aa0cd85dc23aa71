/** How much the map shows at a scale. */
export type Detail = {
  /** Sections as shapes, or every seat. */
  level: 'sections' | 'seats';
  /** How strongly a section's floor keeps its price tier's tint, so that the change to seats is no jump. */
  tint: number;
  /** How strongly a section's name is written where it covers seats, and where it does not. */
  sectionNames: { overSeats: number; besideSeats: number };
  rowLabels: boolean;
  seatNumbers: boolean;
};

export const seatsFromPx = 3;
export const seatNumbersFromPx = 15;
export const rowLabelsFromPx = 11;
/** From here on a seat is worth seeing: names make room, then go. The place in the middle is named anyhow. */
export const namesBesideSeatsFromPx = 6;
const namesOverSeatsToPx = 9;
const namesBesideSeatsToPx = 13;
const nameFadePx = 3;
const tintGoneAtPx = 8;

/** `seatWidthPx`: a seat's diameter in CSS pixels. */
export function detailAt(seatWidthPx: number): Detail {
  if (seatWidthPx < seatsFromPx) {
    return {
      level: 'sections',
      tint: 1,
      sectionNames: { overSeats: 1, besideSeats: 1 },
      rowLabels: false,
      seatNumbers: false,
    };
  }
  const gone = (seatWidthPx - seatsFromPx) / (tintGoneAtPx - seatsFromPx);
  return {
    level: 'seats',
    tint: Math.max(0, 1 - gone),
    sectionNames: {
      overSeats: fading(seatWidthPx, namesOverSeatsToPx),
      besideSeats: fading(seatWidthPx, namesBesideSeatsToPx),
    },
    rowLabels: seatWidthPx >= rowLabelsFromPx,
    seatNumbers: seatWidthPx >= seatNumbersFromPx,
  };
}

function fading(seatWidthPx: number, goneAtPx: number): number {
  return Math.min(1, Math.max(0, (goneAtPx - seatWidthPx) / nameFadePx));
}

const pixelRatioMax = 2;
const pixelsMax = 4_000_000;

/** Canvas pixels a CSS pixel: sharp when idle, 1 while a gesture runs, and never more than the machine can fill. */
export function pixelRatioFor(
  viewport: { width: number; height: number },
  devicePixelRatio: number,
  isMoving: boolean,
): number {
  const area = Math.max(1, viewport.width * viewport.height);
  const affordable = Math.sqrt(pixelsMax / area);
  const wanted = isMoving ? Math.min(1, devicePixelRatio) : Math.min(pixelRatioMax, devicePixelRatio);
  return Math.min(wanted, affordable);
}
