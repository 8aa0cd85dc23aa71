import { useState } from 'react';
import { Button } from '../components/Button';
import { EmptyState } from '../components/EmptyState';
import { usePageTitle } from '../lib/usePageTitle';
import { useTryAgain } from '../lib/useTryAgain';

/** A part that is missing though the server answers must not make the page load itself over and over. */
const reloadEveryMs = 60_000;
const reloadedAtKey = 'fairgate.reloadedAt';

/**
 * In place of a page whose code did not arrive. Asks for the app with back-off, and loads the page anew when it is
 * there: neither the browser nor React asks again for code that failed once, and it may have a newer version now.
 */
export function ServerAway() {
  usePageTitle('We cannot reach Fairgate');
  const [isAsking, setIsAsking] = useState(false);
  const tryNow = useTryAgain(true, comeBack);

  async function askNow() {
    setIsAsking(true);
    await tryNow();
    setIsAsking(false);
  }

  return (
    <EmptyState
      icon="offline"
      title="We cannot reach Fairgate"
      heading="h1"
      actions={
        <Button busy={isAsking} onClick={() => void askNow()}>
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

/** Asks for the page's own address, as a reload would: one that gets no answer shows the browser's own error. */
async function comeBack(signal: AbortSignal, isByHand: boolean): Promise<boolean> {
  const answer = await fetch(new Request(window.location.href, { cache: 'no-store', signal }));
  if (!answer.ok || signal.aborted || !(isByHand || mayReload())) return false;
  noteReload();
  window.location.reload();
  return true;
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
