import { ApiError } from '../../../lib/api/client';
import type { CompactAvailability } from '../types';
import { type FeedTransport, messageKinds } from './feed';

/** The feed's way to the server. Plain `fetch`, for the client knows neither ETags nor "304 not modified". */
export function browserTransport(eventId: string): FeedTransport {
  const base = `/api/events/${encodeURIComponent(eventId)}`;
  return {
    openStream:
      typeof EventSource === 'undefined'
        ? undefined
        : (handlers) => {
            const source = new EventSource(`${base}/stream`);
            for (const kind of messageKinds) {
              source.addEventListener(kind, (message: MessageEvent<string>) =>
                handlers.onMessage(kind, message.data, message.lastEventId),
              );
            }
            // The feed reconnects by its own, kinder schedule.
            source.onerror = () => handlers.onBroken();
            return () => source.close();
          },
    async fetchAvailability(etag, signal) {
      const headers: HeadersInit = etag === undefined ? {} : { 'If-None-Match': etag };
      const response = await fetch(`${base}/availability`, { headers, signal, credentials: 'same-origin' });
      if (response.status === 304) return { kind: 'unchanged' };
      if (!response.ok) throw new ApiError(response.status, 'unexpected', 'The seats could not be read.');
      const body = (await response.json()) as { success: true; data: CompactAvailability };
      return { kind: 'fresh', snapshot: body.data, etag: response.headers.get('ETag') ?? undefined };
    },
  };
}

/** For whom a connection each would be too many. */
export function pollingTransport(eventId: string): FeedTransport {
  return { ...browserTransport(eventId), openStream: undefined };
}
