import { useEffect } from 'react';
import { api, toApiError, unwrap } from '../lib/api/client';
import { pauseAfterFailure } from '../lib/backOff';
import { type Place, usePlaces } from '../lib/places';

/** Longer than an answer may take: meanwhile no other tab asks. */
const askedPauseMs = 45_000;
const failedPauseMs = 30_000;
const longestTimerMs = 2 ** 31 - 1;

/**
 * Asks whether the turn has come at a place whose waiting page does so nowhere, at the server's pace and while
 * somebody looks. Of all tabs of a browser one asks.
 */
export function useAskForPlaces(places: Place[]): void {
  const next = places
    .filter(({ step }) => step === 'waiting')
    .reduce<Place | undefined>((a, b) => (a === undefined || b.askAt < a.askAt ? b : a), undefined);

  useEffect(() => {
    if (next === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = () => {
      clearTimeout(timer);
      if (document.visibilityState !== 'visible') return;
      const pauseMs = Math.min(longestTimerMs, Math.max(0, next.askAt - Date.now()));
      timer = setTimeout(() => void ask(next), pauseMs);
    };
    plan();
    document.addEventListener('visibilitychange', plan);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', plan);
    };
  }, [next]);
}

async function ask({ eventId }: Place): Promise<void> {
  const { askLater, note, drop } = usePlaces.getState();
  askLater(eventId, Date.now() + askedPauseMs);
  try {
    note(await unwrap(api.GET('/api/queue/{eventId}/status', { params: { path: { eventId } } })));
  } catch (problem) {
    const error = toApiError(problem);
    if (error.status === 404) drop(eventId);
    else askLater(eventId, Date.now() + pauseAfterFailure(1, failedPauseMs, error.retryAfterSeconds));
  }
}
