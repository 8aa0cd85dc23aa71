import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Availability, EventStatus } from '../types';
import { type Connection, type Feed, startFeed } from './feed';
import type { LiveModel } from './model';
import { browserTransport, pollingTransport } from './transport';

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
  /** A whole line of fans may look at the same time: none is worth a connection. */
  isOnlyLook: boolean;
  model: LiveModel;
};

/** Keeps `model` up to date while somebody looks at the page. */
export function useAvailabilityPolling({
  eventId,
  isOnSale,
  isOnlyLook,
  model,
}: Options): PolledAvailability {
  const feed = useRef<Feed>(undefined);
  const isOnSaleNow = useRef(isOnSale);
  isOnSaleNow.current = isOnSale;

  useEffect(() => {
    const started = startFeed({
      transport: isOnlyLook ? pollingTransport(eventId) : browserTransport(eventId),
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
  }, [eventId, isOnlyLook, model]);

  useEffect(() => feed.current?.setOnSale(isOnSale), [isOnSale]);

  const summary = useSyncExternalStore(model.subscribe, model.summary);
  return { seats: model.statuses, ...summary };
}
