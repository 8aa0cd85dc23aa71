import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { type ApiError, api, isAborted, type Schemas, toApiError, unwrap } from '../../lib/api/client';
import { retryingRead } from '../../lib/api/retry';
import { localDay } from '../../lib/dates';
import { type EventQuery, type Filters, toQuery, writeFilters } from './filters';

type Events = Schemas['EventSummary'][];

/**
 * The list of events for one set of filters, as far as it was asked for.
 *
 * Outlives the page: who comes back from an event finds the list as long as it was, where it was. An answer to
 * a question that is no longer the newest is dropped.
 */
export type DiscoveryState = {
  /** The question that `events` answers; undefined before the first answer. */
  answered: string | undefined;
  events: Events;
  total: number;
  cities: Schemas['FacetValue'][];
  categories: Schemas['FacetValue'][];
  nextCursor: string | undefined;
  activity: 'idle' | 'searching' | 'extending';
  error: ApiError | undefined;
  search: (filters: Filters) => Promise<void>;
  showMore: (filters: Filters) => Promise<void>;
};

const pageSize = 24;

type Read = (query: EventQuery, signal: AbortSignal) => Promise<Schemas['EventList']>;

const readFromServer: Read = (query, signal) =>
  retryingRead(() => unwrap(api.GET('/api/events', { params: { query }, signal })), signal);

export function createDiscoveryStore(read = readFromServer): UseBoundStore<StoreApi<DiscoveryState>> {
  let running = new AbortController();

  return create<DiscoveryState>((set, get) => {
    async function ask(query: EventQuery, take: (list: Schemas['EventList']) => Partial<DiscoveryState>) {
      running.abort();
      running = new AbortController();
      const { signal } = running;
      try {
        const list = await read({ ...query, limit: pageSize }, signal);
        if (signal.aborted) return;
        const { total, cities, categories, nextCursor } = list;
        set({ total, cities, categories, nextCursor, activity: 'idle', ...take(list) });
      } catch (problem) {
        if (signal.aborted || isAborted(problem)) return;
        set({ activity: 'idle', error: toApiError(problem) });
      }
    }

    return {
      answered: undefined,
      events: [],
      total: 0,
      cities: [],
      categories: [],
      nextCursor: undefined,
      activity: 'idle',
      error: undefined,

      async search(filters) {
        set({ activity: 'searching', error: undefined });
        const question = writeFilters(filters).toString();
        await ask(toQuery(filters, localDay()), ({ events }) => ({ answered: question, events }));
      },

      async showMore(filters) {
        const { nextCursor, activity } = get();
        if (nextCursor === undefined || activity !== 'idle') return;
        set({ activity: 'extending', error: undefined });
        await ask({ ...toQuery(filters, localDay()), cursor: nextCursor }, (list) => {
          const known = new Set(get().events.map((event) => event.id));
          // Events move between pages while the catalogue changes; none is shown twice.
          return { events: [...get().events, ...list.events.filter((event) => !known.has(event.id))] };
        });
      },
    };
  });
}

export const useDiscovery = createDiscoveryStore();
