import type { AvailabilityChange, CompactAvailability, EventStatus } from '../types';

export type Connection = 'connecting' | 'live' | 'polling' | 'paused' | 'offline' | 'failing';

export type FeedHandlers = {
  /** `supersedes`: no change can have overtaken this snapshot on its way. */
  onSnapshot: (snapshot: CompactAvailability, supersedes: boolean) => void;
  /** Answers false when the change leads to `version` from another than is held: everything is then read again. */
  onChange: (change: AvailabilityChange, version: number) => boolean;
  onStatus: (status: EventStatus) => void;
  onFreshness: (isStale: boolean) => void;
  onConnection: (connection: Connection) => void;
};

export const messageKinds = ['snapshot', 'changes', 'status', 'freshness'] as const;
export type MessageKind = (typeof messageKinds)[number];

export type StreamHandlers = {
  /** `id` is the version of the seats that the message leads to. */
  onMessage: (kind: MessageKind, data: string, id: string) => void;
  onBroken: () => void;
};

export type FetchedAvailability =
  | { kind: 'fresh'; snapshot: CompactAvailability; etag: string | undefined }
  | { kind: 'unchanged' };

export type FeedTransport = {
  /** Answers how to close it, or undefined where streams do not exist. */
  openStream: ((handlers: StreamHandlers) => () => void) | undefined;
  fetchAvailability: (etag: string | undefined, signal: AbortSignal) => Promise<FetchedAvailability>;
};

export type FeedSetup = {
  transport: FeedTransport;
  handlers: FeedHandlers;
  isOnSale: boolean;
  random?: () => number;
};

export type Feed = {
  setOnSale(isOnSale: boolean): void;
  /** Nobody looks, or there is no network: everything rests until it may go on. */
  setAwake(isAwake: boolean, why: 'paused' | 'offline'): void;
  close(): void;
};

export const pollOnSaleMs = 5_000;
export const pollOtherwiseMs = 30_000;
const pollMaxMs = 60_000;
/** A proxy may accept the stream and never pass anything on. */
const firstMessageWithinMs = 6_000;
const streamRetryMs = 4_000;
const streamRetryMaxMs = 120_000;

/**
 * Keeps an event's seats up to date: by the stream of changes where there is one, by polling whenever there is none,
 * trying the stream again ever more seldom. Started when made; `close` ends it for good.
 */
export function startFeed({ transport, handlers, isOnSale, random = Math.random }: FeedSetup): Feed {
  let onSale = isOnSale;
  let isAwake = true;
  let isClosed = false;
  let etag: string | undefined;
  let closeStream: (() => void) | undefined;
  let streamFailures = 0;
  let pollFailures = 0;
  let pollTimer: ReturnType<typeof setTimeout> | undefined;
  let streamTimer: ReturnType<typeof setTimeout> | undefined;
  let fetching: AbortController | undefined;
  let isPolling = false;

  /** Spread over half of the pause, so that a crowd that was cut off together does not return together. */
  const spread = (ms: number) => ms * (0.75 + random() * 0.5);
  const interval = () => (onSale ? pollOnSaleMs : pollOtherwiseMs);

  function openStream(): void {
    clearTimeout(streamTimer);
    if (transport.openStream === undefined) {
      startPolling();
      return;
    }
    let isHeard = false;
    streamTimer = setTimeout(() => !isHeard && breakStream(), firstMessageWithinMs);
    closeStream = transport.openStream({
      onMessage(kind, data, id) {
        if (!isHeard) {
          isHeard = true;
          streamFailures = 0;
          clearTimeout(streamTimer);
          stopPolling();
          handlers.onConnection('live');
        }
        hear(kind, data, id);
      },
      onBroken: breakStream,
    });
  }

  function hear(kind: MessageKind, data: string, id: string): void {
    switch (kind) {
      case 'snapshot':
        handlers.onSnapshot(JSON.parse(data) as CompactAvailability, true);
        return;
      case 'changes':
        if (!handlers.onChange(JSON.parse(data) as AvailabilityChange, Number(id))) void reload();
        return;
      case 'status':
        handlers.onStatus((JSON.parse(data) as { status: EventStatus }).status);
        return;
      case 'freshness':
        handlers.onFreshness((JSON.parse(data) as { stale: boolean }).stale);
        return;
    }
  }

  function breakStream(): void {
    closeStream?.();
    closeStream = undefined;
    if (isClosed || !isAwake) return;
    streamFailures++;
    startPolling();
    clearTimeout(streamTimer);
    const pause = Math.min(streamRetryMaxMs, streamRetryMs * 2 ** (streamFailures - 1));
    streamTimer = setTimeout(openStream, spread(pause));
  }

  function startPolling(): void {
    if (isPolling) return;
    isPolling = true;
    void poll();
  }

  function stopPolling(): void {
    isPolling = false;
    clearTimeout(pollTimer);
  }

  async function poll(): Promise<void> {
    const isFine = await reload();
    if (!isPolling || !isAwake || isClosed) return;
    handlers.onConnection(isFine ? 'polling' : 'failing');
    const pause = isFine ? interval() : Math.min(pollMaxMs, interval() * 2 ** pollFailures);
    clearTimeout(pollTimer);
    pollTimer = setTimeout(() => void poll(), isFine ? pause : spread(pause));
  }

  async function reload(): Promise<boolean> {
    fetching?.abort();
    const current = new AbortController();
    fetching = current;
    try {
      const answer = await transport.fetchAvailability(etag, current.signal);
      if (current.signal.aborted) return true;
      pollFailures = 0;
      if (answer.kind === 'fresh') {
        handlers.onSnapshot(answer.snapshot, isPolling);
        etag = answer.etag;
      }
      return true;
    } catch {
      if (current.signal.aborted) return true;
      pollFailures++;
      return false;
    }
  }

  function rest(): void {
    closeStream?.();
    closeStream = undefined;
    stopPolling();
    clearTimeout(streamTimer);
    fetching?.abort();
  }

  handlers.onConnection('connecting');
  openStream();

  return {
    setOnSale(next) {
      if (onSale === next) return;
      onSale = next;
      if (!isPolling || !isAwake) return;
      clearTimeout(pollTimer);
      void poll();
    },
    setAwake(next, why) {
      if (isClosed || isAwake === next) {
        if (!next && !isClosed) handlers.onConnection(why);
        return;
      }
      isAwake = next;
      if (next) {
        streamFailures = 0;
        pollFailures = 0;
        handlers.onConnection('connecting');
        openStream();
      } else {
        rest();
        handlers.onConnection(why);
      }
    },
    close() {
      isClosed = true;
      rest();
    },
  };
}
