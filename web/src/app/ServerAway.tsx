import { useCallback, useEffect, useRef, useState } from 'react';
import { Button } from '../components/Button';
import { EmptyState } from '../components/EmptyState';
import { pauseAfterFailure } from '../lib/backOff';
import { usePageTitle } from '../lib/usePageTitle';

const firstPauseMs = 2_000;
/** A part that is missing though the server answers must not make the page load itself over and over. */
const reloadEveryMs = 60_000;
const reloadedAtKey = 'fairgate.reloadedAt';

/**
 * In place of a page whose code did not arrive. Asks for the app with back-off, and loads the page anew when it is
 * there: neither the browser nor React asks again for code that failed once, and it may have a newer version now.
 */
export function ServerAway() {
  usePageTitle('We cannot reach Fairgate');
  const { isAsking, askNow } = useReturn();
  return (
    <EmptyState
      icon="offline"
      title="We cannot reach Fairgate"
      heading="h1"
      actions={
        <Button busy={isAsking} onClick={askNow}>
          Try now
        </Button>
      }
    >
      <p role="alert">
        Check your connection. This page tries again by itself and opens as soon as it can. Seats you hold
        stay held and payments are never made twice.
      </p>
    </EmptyState>
  );
}

function useReturn(): { isAsking: boolean; askNow: () => void } {
  const [isAsking, setIsAsking] = useState(false);
  const ask = useRef((_isByHand: boolean) => {});

  useEffect(() => {
    const abort = new AbortController();
    let failures = 0;
    let timer: ReturnType<typeof setTimeout>;
    const askLater = () => {
      failures += 1;
      timer = setTimeout(() => ask.current(false), pauseAfterFailure(failures, firstPauseMs, undefined));
    };
    ask.current = async (isByHand) => {
      clearTimeout(timer);
      if (isByHand) setIsAsking(true);
      const isThere = await isAppThere(abort.signal);
      if (abort.signal.aborted) return;
      setIsAsking(false);
      if (isThere && (isByHand || mayReload())) {
        noteReload();
        window.location.reload();
      } else askLater();
    };
    const askAtOnce = () => ask.current(false);
    window.addEventListener('online', askAtOnce);
    askLater();
    return () => {
      abort.abort();
      clearTimeout(timer);
      window.removeEventListener('online', askAtOnce);
    };
  }, []);

  return { isAsking, askNow: useCallback(() => ask.current(true), []) };
}

/** The page's own address, as a reload would ask for it: without it a reload shows the browser's own error. */
async function isAppThere(signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch(new Request(window.location.href, { cache: 'no-store', signal }))).ok;
  } catch {
    return false;
  }
}

function mayReload(): boolean {
  try {
    return Date.now() - Number(sessionStorage.getItem(reloadedAtKey) ?? 0) > reloadEveryMs;
  } catch {
    // Without a memory there is no limit either: the fan presses the button.
    return false;
  }
}

function noteReload(): void {
  try {
    sessionStorage.setItem(reloadedAtKey, String(Date.now()));
  } catch {
    // As above.
  }
}
