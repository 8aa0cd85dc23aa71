import { formatList, t } from '../../../lib/text';

export function tooManyMessage(seatsMax: number): string {
  return t(
    { one: 'You can choose at most {count} seat.', other: 'You can choose at most {count} seats.' },
    {
      count: seatsMax,
    },
  );
}

/** "Section 214, row F, seat 12 was just taken. Your 3 other seats are still held." */
export function takenMessage(names: string[], others: { count: number; areHeld: boolean }): string {
  const what = formatList(names);
  const taken = names.length === 1 ? `${what} was just taken.` : `${what} were just taken.`;
  if (others.count === 0) return `${taken} Choose another seat on the map.`;
  const state = others.areHeld ? 'still held' : 'still selected';
  const rest = t(
    { one: 'Your other seat is {state}.', other: 'Your {count} other seats are {state}.' },
    {
      count: others.count,
      state,
    },
  );
  return `${taken} ${rest}`;
}
