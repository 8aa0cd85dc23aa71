import { formatNumber } from '../../lib/text';
import type { RoomChange, RoomOverview } from './roomApi';

/** The server's own limits; it has the last word. */
export const shoppersLimit = 1_000_000;
export const rateLimit = 10_000_000;

export type LimitsDraft = { shoppers: string; rate: string };
export type LimitsErrors = { shoppers?: string; rate?: string };

export function draftOf({ shoppersMax, ratePerMinute }: RoomOverview): LimitsDraft {
  return { shoppers: String(shoppersMax), rate: ratePerMinute === undefined ? '' : String(ratePerMinute) };
}

/** What to change in the room, or what is wrong with what was typed. An empty rate means none. */
export function readLimits(
  draft: LimitsDraft,
  room: RoomOverview,
): { change: RoomChange; errors?: undefined } | { errors: LimitsErrors; change?: undefined } {
  const shoppers = parseCount(draft.shoppers);
  const rate = draft.rate.trim() === '' ? 0 : parseCount(draft.rate);
  const errors: LimitsErrors = {};
  if (shoppers === undefined || shoppers < 1 || shoppers > shoppersLimit) {
    errors.shoppers = `Enter a whole number from 1 to ${formatNumber(shoppersLimit)}. To let nobody in, pause the room.`;
  }
  if (rate === undefined || rate > rateLimit) {
    errors.rate = `Enter a whole number up to ${formatNumber(rateLimit)}, or nothing for no limit.`;
  }
  if (shoppers === undefined || rate === undefined || Object.keys(errors).length > 0) return { errors };
  const change: RoomChange = {};
  if (shoppers !== room.shoppersMax) change.shoppersMax = shoppers;
  if (rate !== (room.ratePerMinute ?? 0)) change.ratePerMinute = rate;
  return { change };
}

/** "5,000", "5 000" and "5000" are the same. */
function parseCount(text: string): number | undefined {
  const digits = text.trim().replace(/(?<=\d)[,\s](?=\d{3}(\D|$))/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}
