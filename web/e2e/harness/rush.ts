import type { Page } from 'playwright-core';
import type { components } from '../../src/lib/api/schema';
import { listEvents } from './shopper';

type Schemas = components['schemas'];

/** The categories of the plan of the demo season's theatre. */
const categories = ['Premium stalls', 'Stalls', 'Rear stalls', 'Balcony front', 'Balcony', 'Wheelchair'];

/** An event in demand, in the theatre of the demo season. */
export function show(name: string, onSaleDate: string, more: object = {}): object {
  return {
    venue: 'Lindenhof Theater',
    city: 'Berlin',
    name,
    category: 'Concert',
    eventDate: '2040-06-01T20:00:00Z',
    onSaleDate,
    currency: 'EUR',
    highDemand: true,
    prices: categories.map((category) => ({ category, price: 4_500 })),
    ...more,
  };
}

/** In the order of the names. */
export function eventsNamed(baseURL: string, names: string[]): Promise<Schemas['EventSummary'][]> {
  return Promise.all(
    names.map(async (name) => {
      const events = await listEvents(baseURL, `q=${encodeURIComponent(name)}`);
      const found = events.find((event) => event.name === name);
      if (found === undefined) throw new Error(`There is no event ${name}`);
      return found;
    }),
  );
}

export async function wait(page: Page, event: Schemas['EventSummary']): Promise<void> {
  await page.goto(`/events/${event.id}/queue`);
  await page.getByRole('heading', { level: 1, name: event.name }).waitFor();
}

export function isIn(page: Page): Promise<void> {
  return page.getByText('You are in. Choose your seats within').waitFor({ timeout: 120_000 });
}
