import { useCallback, useEffect, useRef } from 'react';
import { pauseAfterFailure } from './backOff';

const firstPauseMs = 2_000;

/** One try; answers whether it was the last one. What it throws counts as no. */
export type Attempt = (signal: AbortSignal, isByHand: boolean) => Promise<boolean>;

/**
 * While `isWanted`, makes the attempt with back-off, and at once when the network is back, until it says that it was
 * the last. What this returns makes it at once, for a button.
 */
export function useTryAgain(isWanted: boolean, attempt: Attempt): () => Promise<void> {
  const tryNow = useRef(async () => {});

  useEffect(() => {
    if (!isWanted) return;
    const abort = new AbortController();
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tryLater = () => {
      failures += 1;
      clearTimeout(timer);
      timer = setTimeout(() => void run(false), pauseAfterFailure(failures, firstPauseMs, undefined));
    };
    const run = async (isByHand: boolean) => {
      clearTimeout(timer);
      const isLast = await attempt(abort.signal, isByHand).catch(() => false);
      if (!isLast && !abort.signal.aborted) tryLater();
    };
    const tryAtOnce = () => void run(false);
    tryNow.current = () => run(true);
    window.addEventListener('online', tryAtOnce);
    tryLater();
    return () => {
      abort.abort();
      clearTimeout(timer);
      window.removeEventListener('online', tryAtOnce);
      tryNow.current = async () => {};
    };
  }, [isWanted, attempt]);

  return useCallback(() => tryNow.current(), []);
}
