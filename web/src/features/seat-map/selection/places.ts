import { formatList, t } from '../../../lib/text';
import { type ExpandedPlan, rowOfSeat, seatNumber, sectionOfSeat } from '../canvas/expand';
import { at } from '../canvas/geometry';
import { sectionTitle } from './seatNames';

/** The seats by row and, within a row, by runs without a gap: what "together" means when the server chooses, too. */
export function placesOf(plan: ExpandedPlan, seats: readonly number[]): number[][] {
  const places: number[][] = [];
  for (const seat of [...seats].sort((a, b) => a - b)) {
    const place = places.at(-1);
    const last = place?.at(-1);
    const isBeside = last === seat - 1 && at(plan.rowOf, last) === at(plan.rowOf, seat);
    if (place && isBeside) place.push(seat);
    else places.push([seat]);
  }
  return places;
}

/** "2 seats held: Stalls centre, row A, seats 5 and 6". */
export function heldMessage(plan: ExpandedPlan, seats: readonly number[]): string {
  const where = placesOf(plan, seats).map((place) => placeName(plan, place));
  return t(
    { one: '{count} seat held: {where}.', other: '{count} seats held: {where}.' },
    { count: seats.length, where: where.join('; ') },
  );
}

/** "Stalls centre, row A, seats 5 and 6". */
function placeName(plan: ExpandedPlan, place: readonly number[]): string {
  const [first = 0] = place;
  const numbers = place.map((seat) => seatNumber(plan, seat));
  return t(
    { one: '{section}, row {row}, seat {numbers}', other: '{section}, row {row}, seats {numbers}' },
    {
      count: place.length,
      section: sectionTitle(sectionOfSeat(plan, first).name),
      row: rowOfSeat(plan, first).label,
      numbers: formatList(numbers),
    },
  );
}

/** "Stalls centre, row A, seat 5 removed. You have 1 seat left." */
export function removedMessage(name: string, left: number): string {
  const rest = t(
    {
      zero: 'You have no seats now.',
      one: 'You have {count} seat left.',
      other: 'You have {count} seats left.',
    },
    { count: left },
  );
  return `${name} removed. ${rest}`;
}

/** Undefined when the seats are all beside one another in one row. */
export function splitMessage(plan: ExpandedPlan, found: readonly number[], hasLimit: boolean) {
  const places = placesOf(plan, found).length;
  if (places < 2) return undefined;
  const text = hasLimit
    ? 'No {seats} together at this price: these are in {places} places.'
    : 'No {seats} together are free: these are in {places} places.';
  return t(text, { seats: found.length, places });
}
