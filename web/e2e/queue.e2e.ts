import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '../src/lib/api/schema';
import { expectAccessible } from './harness/axe';
import { newVisitor, phone } from './harness/browser';
import { launchBrowser } from './harness/chromium';
import { eventsNamed, isIn, show, wait } from './harness/rush';
import { type Server, startServer } from './harness/server';
import { call, chooseInList, fillPayment, openRowInList, payButton } from './harness/shopper';

type Schemas = components['schemas'];

/** Before it the server has to start, and three have to come. */
const opensInMs = 45_000;
let server: Server;
let browser: Browser;
let opening: Schemas['EventSummary'];
let open: Schemas['EventSummary'][];

beforeAll(async () => {
  const soon = new Date(Date.now() + opensInMs).toISOString();
  const names = ['One', 'Two', 'Three', 'Four', 'Five'].map((number) => `Rush ${number}`);
  const events = [show('Rush Opening', soon), ...names.map((name) => show(name, '2020-01-01T00:00:00Z'))];
  [server, browser] = await Promise.all([
    startServer({ shoppers: 1, windowSeconds: 600, events }),
    launchBrowser(),
  ]);
  [opening] = (await eventsNamed(server.url, ['Rush Opening'])) as [typeof opening];
  open = await eventsNamed(server.url, names);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function buy(page: Page) {
  await chooseInList(page, 1);
  await page.getByRole('button', { name: 'Reserve 1 seat' }).click();
  await page.waitForURL(/\/checkout\//);
  await fillPayment(page);
  await payButton(page).click();
  await page.waitForURL(/\/orders\/\w+\?new=1/);
}

async function saveReceipt(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a file' }).click(),
  ]);
  return readFile(await download.path(), 'utf8');
}

/** A record that fits itself: with a seed of the forger's choice, and without who was first. */
function forged(draw: Schemas['QueueDraw']): Schemas['QueueDraw'] {
  const seed = randomBytes(32);
  const mark = (id: string) => createHmac('sha256', seed).update(Buffer.from(id, 'hex')).digest('hex');
  const entrants = draw.entrants?.slice(1).sort((a, b) => (mark(a) < mark(b) ? -1 : 1)) ?? [];
  const commitment = createHash('sha256').update(seed).digest('hex');
  return { ...draw, seed: seed.toString('hex'), commitment, entrants };
}

/** From a page that offers it: everything is seen, and nothing can be chosen. */
async function lookAtSeats(page: Page) {
  await page.getByRole('link', { name: 'Look at the seats' }).click();
  await page.getByRole('heading', { name: 'Only to look at' }).waitFor();
  const seats = await openRowInList(page);
  await seats.getByText('€').first().waitFor();
  await expectAccessible(page);
  expect(await seats.getByRole('button', { disabled: false }).count()).toBe(0);
  expect(await page.getByRole('heading', { name: 'Your seats' }).count()).toBe(0);
}

describe('the waiting room', () => {
  it('draws the order at the on-sale second and lets one in after the other', async () => {
    const pages = await Promise.all(
      [1, 2, 3].map(() => newVisitor(browser, server.url, { viewport: phone })),
    );
    await Promise.all(pages.map((page) => wait(page, opening)));
    for (const page of pages) await page.getByText('The order is drawn by lot').waitFor();
    const statuses = await Promise.all(
      pages.map((page) => call<Schemas['QueueStatus']>(page, 'GET', `/api/queue/${opening.id}/status`)),
    );
    expect(statuses.map(({ position }) => position)).toEqual([0, 0, 0]);
    const waiting = pages[0] as Page;
    await waiting.reload();
    await waiting.getByText('Proof that you joined').click();
    await expectAccessible(waiting);
    expect(await saveReceipt(waiting)).toContain(await waiting.getByText(/^FGQ1\./).textContent());

    const first = await Promise.any(pages.map((page) => isIn(page).then(() => page)));
    const draw = await call<Schemas['QueueDraw']>(first, 'GET', `/api/queue/${opening.id}/draw`);
    const inOrder = draw.entrants?.map((entrant) => {
      const index = statuses.findIndex(({ entrantId }) => entrantId === entrant);
      return pages[index] as Page;
    });
    expect(inOrder).toHaveLength(3);
    expect(inOrder?.[0]).toBe(first);
    for (const page of inOrder ?? []) {
      await isIn(page);
      await buy(page);
    }

    await first.goto(`/events/${opening.id}/draw`);
    await first.getByText('All 3 entries stand where the seed puts them.').waitFor();
    await first.getByText('You were drawn at place 1.').waitFor();
    await first
      .getByText('The fingerprint is the one that this browser was shown before the sale.')
      .waitFor();
    await expectAccessible(first);

    await first.route('**/api/queue/*/draw', async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, data: forged(answer.data) } });
    });
    await first.reload();
    await first
      .getByText('The fingerprint is another one than this browser was shown before the sale.')
      .waitFor();
    await first.getByText('Your entry is not in this list.').waitFor();
    await first.getByText('All 2 entries stand where the seed puts them.').waitFor();
    await expectAccessible(first);
  }, 300_000);

  it('keeps a place through a reload and in a second tab', async () => {
    const event = open[0] as Schemas['EventSummary'];
    const ann = await newVisitor(browser, server.url);
    await wait(ann, event);
    await isIn(ann);
    const ben = await newVisitor(browser, server.url);
    await wait(ben, event);
    await ben.getByText('You are next').waitFor();
    const before = await call<Schemas['QueueStatus']>(ben, 'GET', `/api/queue/${event.id}/status`);
    await ben.reload();
    await ben.getByText('You are next').waitFor();
    const tab = await ben.context().newPage();
    await wait(tab, event);
    await tab.getByText('You are next').waitFor();
    const after = await call<Schemas['QueueStatus']>(tab, 'GET', `/api/queue/${event.id}/status`);
    expect(after).toMatchObject({ entrantId: before.entrantId, position: before.position, waiting: 1 });
    await expectAccessible(ben);
    await tab.close();

    await call(ann, 'POST', `/api/queue/${event.id}/leave`, {});
    await isIn(ben);
  });

  it('ends a shopping window and refuses the seats of who stays', async () => {
    const short = await startServer({ windowSeconds: 20, events: [show('Short', '2020-01-01T00:00:00Z')] });
    try {
      const [event] = (await eventsNamed(short.url, ['Short'])) as [typeof opening];
      const ann = await newVisitor(browser, short.url);
      await wait(ann, event);
      await isIn(ann);
      await ann.getByRole('heading', { name: 'Your time to choose is over' }).waitFor({ timeout: 120_000 });
      expect(new URL(ann.url()).pathname).toBe(`/events/${event.id}/queue`);
      await expectAccessible(ann);
      const asked = call(ann, 'POST', '/api/seats/best-available', { eventId: event.id, quantity: 1 });
      await expect(asked).rejects.toThrow('not_admitted');
    } finally {
      await short.stop();
    }
  });

  it('lets a fan enter by hand whose tab was in the background when the turn came', async () => {
    const event = open[2] as Schemas['EventSummary'];
    const ann = await newVisitor(browser, server.url, { viewport: phone });
    // Whoever looks at the page is led in by itself.
    await ann.addInitScript(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    });
    await wait(ann, event);
    await ann.getByText('It is your turn. Your place is kept for you until the clock runs out.').waitFor();
    expect(await ann.title()).toContain('Your turn!');
    await expectAccessible(ann);
    await ann.getByRole('button', { name: 'Enter now' }).click();
    await isIn(ann);
    expect(new URL(ann.url()).pathname).toBe(`/events/${event.id}`);
  });

  it('leads back to the line, and in when the turn has come, from other pages', async () => {
    const event = open[3] as Schemas['EventSummary'];
    const ben = await newVisitor(browser, server.url, { viewport: phone });
    const ann = await newVisitor(browser, server.url);
    await wait(ann, event);
    await isIn(ann);
    await wait(ben, event);
    await ben.getByText('You are next').waitFor();
    await ben.getByRole('link', { name: 'Fairgate, all events' }).click();
    const inLine = ben.getByRole('link', { name: 'In line for Rush Four' });
    await inLine.click();
    await ben.getByText('You are next').waitFor();
    expect(await inLine.count()).toBe(0);
    await ben.goto('/');
    await inLine.waitFor();

    await call(ann, 'POST', `/api/queue/${event.id}/leave`, {});
    const turn = ben.getByRole('link', { name: /^Your turn .* · Rush Four/ });
    await turn.waitFor();
    await ben.getByText('It is your turn: Rush Four').waitFor();
    await expectAccessible(ben);
    await ben.getByRole('button', { name: 'Go in' }).click();
    await isIn(ben);
    expect(await turn.count()).toBe(0);
    await ben.goto('/');
    await turn.click();
    await isIn(ben);
  });

  it('lets in who only looks when the turn comes', async () => {
    const event = open[4] as Schemas['EventSummary'];
    const ben = await newVisitor(browser, server.url);
    const ann = await newVisitor(browser, server.url);
    await wait(ann, event);
    await isIn(ann);
    await wait(ben, event);
    await lookAtSeats(ben);
    await call(ann, 'POST', `/api/queue/${event.id}/leave`, {});
    await isIn(ben);
    await openRowInList(ben);
    expect(await ben.getByRole('heading', { name: 'Your seats' }).count()).toBe(1);
  });

  it('leads from the event to the waiting room and lets a fan leave it', async () => {
    const event = open[1] as Schemas['EventSummary'];
    const ann = await newVisitor(browser, server.url);
    await wait(ann, event);
    await isIn(ann);
    const ben = await newVisitor(browser, server.url);
    await ben.goto(`/events/${event.id}`);
    await lookAtSeats(ben);
    await ben.getByRole('link', { name: 'Join the waiting room' }).click();
    await ben.getByText('You are next').waitFor();
    await lookAtSeats(ben);
    await ben.getByRole('link', { name: `In line for ${event.name}` }).click();
    await ben.getByText('You are next').waitFor();
    await ben.getByRole('button', { name: 'Leave the waiting room' }).click();
    await expectAccessible(ben);
    await ben.getByRole('button', { name: 'Keep my place' }).click();
    await ben.getByText('You are next').waitFor();
    await ben.getByRole('button', { name: 'Leave the waiting room' }).click();
    await ben.getByRole('button', { name: 'Give it up' }).click();
    await ben.getByRole('link', { name: 'Join the waiting room' }).waitFor();
    const status = await call<Schemas['QueueStatus']>(ben, 'GET', `/api/queue/${event.id}/status`);
    expect(status.status).toBe('not_in_queue');
  });
});
