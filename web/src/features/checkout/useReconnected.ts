import { useEffect } from 'react';
import { isAborted } from '../../lib/api/client';
import { pauseAfterFailure } from '../../lib/backOff';

const firstPauseMs = 2_000;

/** While `isCut`, reads with back-off, and at once when the network is back; tells the first answer that comes. */
export function useReconnected<T>(
  isCut: boolean,
  read: (signal: AbortSignal) => Promise<T>,
  onAnswer: (answer: T) => void,
): void {
  useEffect(() => {
    if (!isCut) return;
    const abort = new AbortController();
    let failures = 0;
    let timer: ReturnType<typeof setTimeout>;
    const askLater = () => {
      failures += 1;
      timer = setTimeout(() => void ask(), pauseAfterFailure(failures, firstPauseMs, undefined));
    };
    const ask = async () => {
      clearTimeout(timer);
      try {
        const answer = await read(abort.signal);
        if (!abort.signal.aborted) onAnswer(answer);
      } catch (problem) {
        if (!abort.signal.aborted && !isAborted(problem)) askLater();
      }
    };
    const askAtOnce = () => void ask();
    window.addEventListener('online', askAtOnce);
    askLater();
    return () => {
      abort.abort();
      clearTimeout(timer);
      window.removeEventListener('online', askAtOnce);
    };
  }, [isCut, read, onAnswer]);
}
