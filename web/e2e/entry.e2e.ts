import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '../src/lib/api/schema';
import { expectAccessible } from './harness/axe';
import { newVisitor } from './harness/browser';
import { launchBrowser } from './harness/chromium';
import { eventsNamed, isIn, show } from './harness/rush';
import { presaleLink, type Server, startServer } from './harness/server';
import { call, chooseInList, fillPayment, payButton, register } from './harness/shopper';

type Schemas = components['schemas'];

/** A blink of an eye; every fan here pays it. */
const workBits = 10;
let server: Server;
let browser: Browser;
let members: Schemas['EventSummary'];
let presale: Schemas['EventSummary'];

beforeAll(async () => {
  const events = [
    show('Members Rush', '2020-01-01T00:00:00Z', { accountsOnly: true }),
    show('Presale Rush', '2039-01-01T00:00:00Z'),
  ];
  [server, browser] = await Promise.all([startServer({ shoppers: 1, workBits, events }), launchBrowser()]);
  const names = ['Members Rush', 'Presale Rush'];
  [members, presale] = (await eventsNamed(server.url, names)) as [typeof members, typeof presale];
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const statusOf = (page: Page, event: Schemas['EventSummary']) =>
  call<Schemas['QueueStatus']>(page, 'GET', `/api/queue/${event.id}/status`);

describe('who may join', () => {
  it('leads to the log-in and back, and gives an account one place in all its browsers', async () => {
    const laptop = await newVisitor(browser, server.url);
    await laptop.goto(`/events/${members.id}/queue`);
    await laptop.getByRole('heading', { name: `Sign in to join: ${members.name}` }).waitFor();
    await expectAccessible(laptop);
    await laptop.getByRole('main').getByRole('link', { name: 'Create an account' }).click();
    const email = await register(laptop);
    await isIn(laptop);

    const phone = await newVisitor(browser, server.url);
    await phone.goto(`/events/${members.id}/queue`);
    await phone.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await phone.getByLabel('Email').fill(email);
    await phone.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await phone.getByRole('button', { name: 'Sign in' }).click();
    await isIn(phone);
    const [here, there] = await Promise.all([statusOf(laptop, members), statusOf(phone, members)]);
    expect(there.entrantId).toBe(here.entrantId);
    expect(there.windowEndsAt).toBe(here.windowEndsAt);
  });

  it('sells to the holder of an access code before the sale, once', async () => {
    const link = presaleLink(server, presale.id);
    const ann = await newVisitor(browser, server.url);
    await ann.goto(link);
    await ann.getByText('The order is drawn by lot').waitFor();
    await expectAccessible(ann);
    await ann.getByRole('button', { name: 'Choose seats now' }).click();
    await isIn(ann);
    await chooseInList(ann, 1);
    await ann.getByRole('button', { name: 'Reserve 1 seat' }).click();
    await ann.waitForURL(/\/checkout\//);
    await fillPayment(ann);
    await payButton(ann).click();
    await ann.waitForURL(/\/orders\/\w+\?new=1/);

    const ben = await newVisitor(browser, server.url);
    await ben.goto(link);
    await ben.getByText('The order is drawn by lot').waitFor();
    await ben.getByRole('button', { name: 'Choose seats now' }).click();
    await ben.getByText('This access code has been used as often as it may be.').waitFor();
    expect((await statusOf(ben, presale)).status).toBe('queued');
  });
});
