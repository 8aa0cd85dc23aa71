import type { ApiError } from '../../../lib/api/client';

const attemptsMax = 6;
/** Past this it is better to say so than to keep a shopper waiting. */
const longestPauseMs = 15_000;

/**
 * How long to wait before asking again, in milliseconds, when the server refused at once because too many ask;
 * undefined when asking again is of no use or the refusal may have come too late to be without effect.
 */
export function pauseWhenBusy(error: ApiError, attempt: number): number | undefined {
  if (error.code !== 'busy' && error.code !== 'too_many_requests') return undefined;
  if (error.retryAfterSeconds === undefined || attempt >= attemptsMax) return undefined;
  const askedMs = error.retryAfterSeconds * 1_000;
  return askedMs <= longestPauseMs ? askedMs + Math.random() * 250 : undefined;
}
