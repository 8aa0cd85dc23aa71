import { setTimeout } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import type { components } from '../../src/lib/api/schema';

type Schemas = components['schemas'];

export const goodCard = '4242424242424242';
export const declinedCard = '4000000000000002';
export const slowCard = '4000000000000259';
export const lostAnswerCard = '4000000000000341';

/** Events as the API lists them. A busy server asks to come again, and every client does. */
export async function listEvents(baseURL: string, query: string): Promise<Schemas['EventSummary'][]> {
  const answer = await fetch(`${baseURL}/api/events?${query}`);
  if (answer.status === 503) {
    await setTimeout(1000 * Number(answer.headers.get('Retry-After') ?? 1));
    return listEvents(baseURL, query);
  }
  if (!answer.ok) throw new Error(`No events: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { data: Schemas['EventList'] }).data.events;
}

/** An event of the demo season that anybody can buy now. */
export async function eventOnSale(baseURL: string): Promise<Schemas['EventSummary']> {
  const events = await listEvents(baseURL, 'status=on_sale&limit=50');
  const event = events
    .filter(({ highDemand, available }) => !highDemand && available > 100)
    .sort((a, b) => a.capacity - b.capacity)[0];
  if (event === undefined) throw new Error('The demo season has no event on sale without a waiting room');
  return event;
}

export async function anyEventWith(
  baseURL: string,
  status: Schemas['EventStatus'],
): Promise<Schemas['EventSummary'] | undefined> {
  return (await listEvents(baseURL, `status=${status}&limit=1`))[0];
}

/** What the page's own script would get: with its cookies and from its origin. */
export async function call<T>(page: Page, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const answer = await page.evaluate(
    async ([verb, address, text]) => {
      const init: RequestInit = { method: verb ?? 'GET' };
      if (text) Object.assign(init, { body: text, headers: { 'Content-Type': 'application/json' } });
      return (await fetch(address ?? '', init)).json();
    },
    [method, path, body === undefined ? '' : JSON.stringify(body)] as const,
  );
  if (answer.success !== true) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer.data;
}

/** Holds seats without the map, for tests that are about what comes after. */
export async function holdSeats(page: Page, eventId: string, quantity = 2): Promise<Schemas['Reservation']> {
  if (page.url() === 'about:blank') await page.goto('/');
  const held = await call<Schemas['ReserveSeatsResponse']>(page, 'POST', '/api/seats/best-available', {
    eventId,
    quantity,
  });
  return held.reservation;
}

export async function openCheckout(page: Page, eventId: string): Promise<Schemas['Reservation']> {
  const reservation = await holdSeats(page, eventId);
  await page.goto(`/checkout/${eventId}`);
  await payButton(page).waitFor();
  return reservation;
}

export function payButton(page: Page) {
  return page.getByRole('button', { name: /^Pay \D*[\d,.]+/ });
}

export async function fillPayment(
  page: Page,
  card = goodCard,
  email: string | undefined = 'guest@example.com',
) {
  if (email !== undefined) await page.getByLabel('Email').fill(email);
  await page.getByLabel('Card number').fill(card);
  await page.getByLabel('Expiry').fill('12/34');
  await page.getByLabel('CVC').fill('123');
}

/** Every checkout that the page asks for from now on. */
export function watchPayments(page: Page): Schemas['CheckoutRequest'][] {
  const sent: Schemas['CheckoutRequest'][] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/checkout'))
      sent.push(request.postDataJSON());
  });
  return sent;
}

export async function register(page: Page, name = 'Ann Example'): Promise<string> {
  const email = `ann-${Date.now()}-${Math.floor(Math.random() * 1e6)}@example.com`;
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Create account' }).click();
  return email;
}

/** Opens a row with free seats in the list view. Answers the list of its seats. */
export async function openRowInList(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'List view' }).click();
  const sections = page.getByRole('list', { name: 'Sections' });
  await sections
    .getByRole('button', { name: /[1-9]\d* free/ })
    .first()
    .click();
  const rows = page.getByRole('list', { name: /^Rows of/ });
  await rows
    .getByRole('button', { name: /[1-9]\d* free/ })
    .first()
    .click();
  return page.getByRole('list', { name: /^Seats of row/ });
}

/** Chooses seats in the list view, as somebody does who cannot use the map. Answers their spoken names. */
export async function chooseInList(page: Page, quantity: number): Promise<string[]> {
  const seats = (await openRowInList(page)).getByRole('button', { disabled: false });
  const chosen: string[] = [];
  for (let i = 0; i < quantity; i++) {
    const seat = seats.nth(i);
    chosen.push((await seat.getAttribute('aria-label')) ?? '');
    await seat.click();
  }
  return chosen;
}
