import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Availability, EventStatus } from '../types';
import { type Connection, type Feed, type FeedTransport, startFeed } from './feed';
import type { LiveModel } from './model';
import { browserTransport } from './transport';

export type PolledAvailability = {
  /** Status by the seat's dense index; changed in place, see `version`. */
  seats: Uint8Array;
  availability: Availability;
  eventStatus: EventStatus;
  isStale: boolean;
  connection: Connection;
  version: number;
  isKnown: boolean;
};

type Options = {
  eventId: string;
  isOnSale: boolean;
  model: LiveModel;
  makeTransport?: (eventId: string) => FeedTransport;
};

/** Keeps `model` up to date while somebody looks at the page. */
export function useAvailabilityPolling({
  eventId,
  isOnSale,
  model,
  makeTransport = browserTransport,
}: Options): PolledAvailability {
  const feed = useRef<Feed>(undefined);
  const isOnSaleNow = useRef(isOnSale);
  isOnSaleNow.current = isOnSale;

  useEffect(() => {
    const started = startFeed({
      transport: makeTransport(eventId),
      isOnSale: isOnSaleNow.current,
      handlers: {
        onSnapshot: model.takeSnapshot,
        onChange: model.takeChange,
        onStatus: model.takeStatus,
        onFreshness: model.takeFreshness,
        onConnection: model.takeConnection,
      },
    });
    feed.current = started;
    const follow = () => {
      if (navigator.onLine === false) started.setAwake(false, 'offline');
      else started.setAwake(!document.hidden, 'paused');
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('online', follow);
    window.addEventListener('offline', follow);
    return () => {
      started.close();
      feed.current = undefined;
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('online', follow);
      window.removeEventListener('offline', follow);
    };
  }, [eventId, model, makeTransport]);

  useEffect(() => feed.current?.setOnSale(isOnSale), [isOnSale]);

  const summary = useSyncExternalStore(model.subscribe, model.summary);
  return { seats: model.statuses, ...summary };
}
