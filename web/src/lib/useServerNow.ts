import { useEffect, useState } from 'react';
import { serverClock } from './serverClock';

const tickMs = 1000;

/** The server's time, read anew each second and whenever the tab is looked at again. Never counted down. */
export function useServerNow(active = true): number {
  const [now, setNow] = useState(() => serverClock.now());

  useEffect(() => {
    if (!active) return;
    let timer: ReturnType<typeof setTimeout>;
    const read = () => {
      const current = serverClock.now();
      setNow(current);
      clearTimeout(timer);
      // Wakes just after the server's second turns, so that two countdowns on a page move together.
      timer = setTimeout(read, tickMs - (current % tickMs) + 5);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', read);
    };
  }, [active]);

  return now;
}
