import { useEffect } from 'react';
import { api, toApiError, unwrap } from '../lib/api/client';
import { pauseAfterFailure } from '../lib/backOff';
import { type Place, usePlaces } from '../lib/places';

/** Meanwhile no other tab asks; an answer that takes longer is asked for anew. */
const answerWithinMs = 15_000;
/** Longer than the server ever lets a fan wait before asking: a stored time may be anything. */
const longestPauseMs = 120_000;
/** Of pauses after a failure, which grow: a stored pace may be anything. */
const shortestPauseMs = 1_000;
/** The timers of two windows must not run out in the same moment. */
const spreadMs = 500;
/** In a row, by event. */
const failures = new Map<string, number>();

/**
 * Asks whether the turn has come, and what became of it when it ends, at a place that no page keeps: at the server's
 * pace, in hidden tabs too, for a turn is short. Of all tabs of a browser one asks.
 */
export function useAskForPlaces(places: Place[]): void {
  const next = places
    .filter(({ step }) => step === 'waiting' || step === 'turn')
    .reduce<Place | undefined>((a, b) => (a === undefined || b.askAt < a.askAt ? b : a), undefined);

  useEffect(() => {
    if (next === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = () => {
      clearTimeout(timer);
      const pauseMs = Math.min(longestPauseMs, Math.max(0, next.askAt - Date.now()));
      timer = setTimeout(() => void ask(next), pauseMs + Math.random() * spreadMs);
    };
    plan();
    // A device that slept has stopped its timers.
    document.addEventListener('visibilitychange', plan);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', plan);
    };
  }, [next]);
}

async function ask(place: Place): Promise<void> {
  const { eventId, pollAfterMs } = place;
  const { askLater, claim, note, drop } = usePlaces.getState();
  if (!claim(place, Date.now() + answerWithinMs)) return;
  const signal = AbortSignal.timeout(answerWithinMs);
  try {
    note(await unwrap(api.GET('/api/queue/{eventId}/status', { params: { path: { eventId } }, signal })));
    failures.delete(eventId);
  } catch (problem) {
    const error = toApiError(problem);
    if (error.status === 404) drop(eventId);
    const count = (failures.get(eventId) ?? 0) + 1;
    failures.set(eventId, count);
    const firstPauseMs = Math.max(shortestPauseMs, pollAfterMs);
    askLater(eventId, Date.now() + pauseAfterFailure(count, firstPauseMs, error.retryAfterSeconds));
  }
}
