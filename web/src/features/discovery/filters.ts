import type { Schemas } from '../../lib/api/client';
import type { paths } from '../../lib/api/schema';
import { dayToInstant } from '../../lib/dates';
import { parseMajorUnits } from '../../lib/money';

/** What somebody looks for, as it stands in the page's address and in the form: text, empty when not asked for. */
export type Filters = {
  q: string;
  city: string;
  category: string;
  from: string;
  to: string;
  status: string;
  min: string;
  max: string;
  sort: string;
};

export type FilterName = keyof Filters;

export const noFilters: Filters = {
  q: '',
  city: '',
  category: '',
  from: '',
  to: '',
  status: '',
  min: '',
  max: '',
  sort: '',
};

const names = Object.keys(noFilters) as FilterName[];

export const statuses: Schemas['EventStatus'][] = [
  'on_sale',
  'upcoming',
  'sold_out',
  'paused',
  'completed',
  'cancelled',
];
export const sorts = ['date', 'price', 'name', 'relevance'] as const;
export type Sort = (typeof sorts)[number];

export function readFilters(search: URLSearchParams): Filters {
  const filters = { ...noFilters };
  for (const name of names) filters[name] = search.get(name) ?? '';
  return filters;
}

/** Only what is asked for, always in one order, so that the same question has the same address. */
export function writeFilters(filters: Filters): URLSearchParams {
  const search = new URLSearchParams();
  for (const name of names) {
    if (filters[name].trim() !== '') search.set(name, filters[name]);
  }
  return search;
}

export type EventQuery = NonNullable<paths['/api/events']['get']['parameters']['query']>;

/**
 * An address may have been written by hand, so what makes no sense is left out rather than sent.
 *
 * Who names no words, dates or status wants to go somewhere: what was before `today` (YYYY-MM-DD) stays away.
 */
export function toQuery(filters: Filters, today: string): EventQuery {
  const query: EventQuery = {};
  if (filters.q.trim() !== '') query.q = filters.q.trim();
  if (filters.city !== '') query.city = filters.city;
  if (filters.category !== '') query.category = filters.category;
  const from = dayToInstant(isAnyTime(filters) ? today : filters.from, 'start');
  if (from !== undefined) query.from = from;
  const to = dayToInstant(filters.to, 'end');
  if (to !== undefined) query.to = to;
  const status = statuses.find((known) => known === filters.status);
  if (status !== undefined) query.status = status;
  const minPrice = parseMajorUnits(filters.min);
  if (minPrice !== undefined) query.minPrice = minPrice;
  const maxPrice = parseMajorUnits(filters.max);
  if (maxPrice !== undefined) query.maxPrice = maxPrice;
  const sort = sorts.find((known) => known === filters.sort);
  if (sort !== undefined) query.sort = sort;
  return query;
}

/** Two prices between which nothing can be: there is no such question to ask. */
export function arePricesCrossed({ min, max }: Filters): boolean {
  const [from, to] = [parseMajorUnits(min), parseMajorUnits(max)];
  return from !== undefined && to !== undefined && from > to;
}

const isAnyTime = ({ q, from, to, status }: Filters) =>
  [q.trim(), from, to, status].every((text) => text === '');

/** The search box and the order are always in view; these hide behind a button on a phone. */
export function countPanelFilters(filters: Filters): number {
  return names.filter((name) => name !== 'q' && name !== 'sort' && filters[name] !== '').length;
}

export function hasFilters(filters: Filters): boolean {
  return names.some((name) => name !== 'sort' && filters[name].trim() !== '');
}
