import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '../src/lib/api/schema';
import { expectAccessible } from './harness/axe';
import { newVisitor, phone } from './harness/browser';
import { launchBrowser } from './harness/chromium';
import { eventsNamed, isIn, show, wait } from './harness/rush';
import { type Server, startServer } from './harness/server';
import { call, register } from './harness/shopper';

type Schemas = components['schemas'];

const operator = { name: 'Olga Operator', email: 'olga@example.com', password: 'correct horse battery' };
let server: Server;
let browser: Browser;
let event: Schemas['EventSummary'];
let other: Schemas['EventSummary'];

beforeAll(async () => {
  const names = ['Steered Rush', 'Quiet Rush'];
  const events = names.map((name) => show(name, '2020-01-01T00:00:00Z'));
  [server, browser] = await Promise.all([
    startServer({ shoppers: 1, events, admin: operator }),
    launchBrowser(),
  ]);
  [event, other] = (await eventsNamed(server.url, names)) as [typeof event, typeof other];
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function signIn(page: Page) {
  await page.getByLabel('Email').fill(operator.email);
  await page.getByLabel('Password', { exact: true }).fill(operator.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function openRoom(room: Schemas['EventSummary'], look: BrowserContextOptions = {}): Promise<Page> {
  const page = await newVisitor(browser, server.url, look);
  await page.goto(`/operator/events/${room.id}`);
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await signIn(page);
  await page.getByRole('heading', { level: 1, name: room.name }).waitFor();
  return page;
}

async function setLimit(page: Page, label: string, value: string) {
  await page.getByLabel(label).fill(value);
  await page.getByRole('button', { name: 'Change limits' }).click();
  // The word of an earlier change may still stand there.
  await page
    .getByText(new RegExp(`^Changed: .*\\b${value} `))
    .last()
    .waitFor();
}

async function expectGood(page: Page) {
  await expectAccessible(page);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(tooWide).toBeLessThanOrEqual(0);
}

function statusOf(page: Page): Promise<Schemas['QueueStatus']> {
  return call(page, 'GET', `/api/queue/${event.id}/status`);
}

/** The room had this long to give a turn and gave none. */
async function expectStillWaiting(page: Page, ms = 3_000) {
  const first = await statusOf(page);
  let last = first;
  while (Date.parse(last.serverNow) < Date.parse(first.serverNow) + ms) {
    last = await statusOf(page);
    expect(last).toMatchObject({ status: 'queued', canEnter: false, position: first.position });
  }
}

describe('an operator', () => {
  it('pauses a room, lets it go on, and changes its limits while fans wait', async () => {
    const olga = await openRoom(event);
    await olga.getByRole('button', { name: 'Pause', exact: true }).click();
    await olga.getByRole('button', { name: 'Pause the room' }).click();
    await olga.getByText('The room is paused. Nobody gets a turn.').waitFor();

    const ann = await newVisitor(browser, server.url, { viewport: phone });
    await wait(ann, event);
    await ann.getByText('The organiser has stopped letting people in for a moment.').waitFor();
    await olga.getByRole('img', { name: /^Waiting: .* 1 now/ }).waitFor();
    await expectStillWaiting(ann);

    await olga.getByRole('button', { name: 'Resume', exact: true }).click();
    await olga.getByText('1 fan gets a turn at once.').waitFor();
    await olga.getByRole('button', { name: 'Resume the room' }).click();
    await isIn(ann);

    const ben = await newVisitor(browser, server.url, { viewport: phone });
    await wait(ben, event);
    await ben.getByText('You are next').waitFor();
    await expectStillWaiting(ben);
    await setLimit(olga, 'Shoppers at once', '2');
    await isIn(ben);

    await setLimit(olga, 'Turns a minute', '30');
    await olga.reload();
    await olga.getByText('of 2 at once').waitFor();
    expect(await olga.getByLabel('Turns a minute').inputValue()).toBe('30');
    await olga.getByText('Admitted so far').locator('..').getByText('2', { exact: true }).waitFor();
  }, 150_000);

  it('finds the rooms in the account menu', async () => {
    const olga = await newVisitor(browser, server.url);
    await olga.goto('/login');
    await signIn(olga);
    await olga.getByRole('button', { name: operator.name }).click();
    await olga.getByRole('link', { name: 'Waiting rooms' }).click();
    await olga.getByRole('heading', { level: 1, name: 'Waiting rooms' }).waitFor();
    await expectGood(olga);
    await olga.getByRole('link', { name: other.name }).click();
    await olga.getByRole('heading', { level: 1, name: other.name }).waitFor();
  });

  it.each<[string, BrowserContextOptions]>([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { colorScheme: 'light', viewport: phone, hasTouch: true, isMobile: true }],
    ['on a phone in the dark', { colorScheme: 'dark', viewport: phone, hasTouch: true, isMobile: true }],
  ])('has an accessible page that fits, %s', async (_, look) => {
    const olga = await openRoom(other, look);
    await olga.getByText('The same as a table').click();
    await olga.getByRole('table').waitFor();
    await olga.getByLabel('Shoppers at once').fill('0');
    await olga.keyboard.press('Enter');
    await olga.getByText(/^Enter a whole number from 1/).waitFor();
    await expectGood(olga);
    await olga.getByRole('button', { name: 'Pause', exact: true }).click();
    await olga.getByText('Nobody gets a turn until you resume.').waitFor();
    await expectGood(olga);
    await olga.keyboard.press('Escape');
    await olga.route('**/api/admin/queue/**', (route) => route.abort());
    await olga.getByText(/^Not live: /).waitFor();
    await expectGood(olga);
  });

  it('is nobody who was not made one', async () => {
    const ann = await newVisitor(browser, server.url);
    await ann.goto('/register');
    const email = await register(ann);
    await ann.getByRole('button', { name: 'Ann Example' }).click();
    await ann.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(await ann.getByRole('link', { name: 'Waiting rooms' }).count()).toBe(0);
    for (const path of ['/operator', `/operator/events/${event.id}`]) {
      await ann.goto(path);
      await ann.getByText(`fairgate admin grant ${email}`).waitFor();
      await expectGood(ann);
    }
  });
});
