import { type ExpandedPlan, rowOfSeat, seatNumber, sectionOfSeat } from '../canvas/expand';

const shortNameMax = 4;

/** "Section 214" for a number or letter, but "Ground floor" as it is. */
export function sectionTitle(name: string): string {
  const isCode = name.length <= shortNameMax && /\d|^[A-Z]{1,2}$/.test(name);
  return isCode ? `Section ${name}` : name;
}

/** "Section 214, row F, seat 12": how a seat is called everywhere. */
export function seatName(plan: ExpandedPlan, seat: number): string {
  const row = rowOfSeat(plan, seat);
  return `${sectionTitle(sectionOfSeat(plan, seat).name)}, row ${row.label}, seat ${seatNumber(plan, seat)}`;
}
