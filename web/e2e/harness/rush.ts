import type { Page } from 'playwright-core';
import type { components } from '../../src/lib/api/schema';
import { startServer } from './server';

type Schemas = components['schemas'];

/** An event in demand, in the theatre of the demo season, which has the categories of this list. */
export function show(name: string, onSaleDate: string, prices: object[]): object {
  return {
    venue: 'Lindenhof Theater',
    city: 'Berlin',
    name,
    category: 'Concert',
    eventDate: '2040-06-01T20:00:00Z',
    onSaleDate,
    currency: 'EUR',
    highDemand: true,
    prices,
  };
}

export async function theatrePrices(): Promise<object[]> {
  const plain = await startServer();
  const answer = await fetch(`${plain.url}/api/events?q=Lindenhof&limit=1`);
  const { data } = (await answer.json()) as { data: Schemas['EventList'] };
  const detail = await fetch(`${plain.url}/api/events/${data.events[0]?.id}`);
  const event = ((await detail.json()) as { data: Schemas['Event'] }).data;
  await plain.stop();
  return event.prices.map(({ category, price }) => ({ category, price }));
}

/** In the order of the names. */
export function eventsNamed(baseURL: string, names: string[]): Promise<Schemas['EventSummary'][]> {
  return Promise.all(
    names.map(async (name) => {
      const answer = await fetch(`${baseURL}/api/events?q=${encodeURIComponent(name)}`);
      const { data } = (await answer.json()) as { data: Schemas['EventList'] };
      const found = data.events.find((event) => event.name === name);
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
  return page.getByText('You are in. Choose your seats within').waitFor({ timeout: 45_000 });
}
