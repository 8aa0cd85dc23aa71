import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './harness/axe';
import { desktop, newVisitor, phone } from './harness/browser';
import { launchBrowser } from './harness/chromium';
import { type Server, startServer } from './harness/server';
import { anyEventWith, eventOnSale, fillPayment, openCheckout, payButton } from './harness/shopper';
import { readVitals, watchVitals } from './harness/vitals';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const looks: [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['on a phone', { colorScheme: 'light', viewport: phone, hasTouch: true, isMobile: true }],
  ['on a phone in the dark', { colorScheme: 'dark', viewport: phone, hasTouch: true, isMobile: true }],
];

async function expectFits(page: Page) {
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(tooWide).toBeLessThanOrEqual(0);
}

async function expectGood(page: Page) {
  await expectAccessible(page);
  await expectFits(page);
}

describe.each(looks)('every page is accessible and fits, %s', (_, look) => {
  it('discovery', async () => {
    const page = await newVisitor(browser, server.url, look);
    await page.goto('/');
    await page.getByRole('main').getByRole('listitem').first().waitFor();
    await page.getByRole('button', { name: /^Filters/ }).click();
    await expectGood(page);
    await page.goto('/?q=zzzzqqqq');
    await page.getByText('No event matches').waitFor();
    await expectGood(page);
  });

  it('what runs elsewhere, in the header', async () => {
    const page = await newVisitor(browser, server.url, look);
    const [one, another] = ['0000000000001', '0000000000002'];
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const times = { toldAt: Date.now(), pollAfterMs: 30_000, askAt: Date.now() + 3_600_000 };
    const place = { eventId: one, eventName: 'A Night of a Hundred Lamps and More', ...times };
    await page.goto('/');
    for (const [step, words] of [
      [{ step: 'waiting' }, /^In line for A Night/],
      [{ step: 'turn', until }, /^Your turn .* · A Night/],
    ] as const) {
      for (const holds of [[], [{ eventId: another, seats: 2, expiresAt: until }]]) {
        const stored = { 'fairgate.places': [{ ...place, ...step }], 'fairgate.holds': holds };
        await page.evaluate((items) => {
          for (const [key, list] of Object.entries(items)) localStorage.setItem(key, JSON.stringify(list));
        }, stored);
        await page.goto('/login');
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByRole('link', { name: words }).waitFor();
        expect(await page.getByRole('link', { name: /seats held/ }).count()).toBe(holds.length);
        for (const width of [1280, 1000, 680, 375, 320]) {
          await page.setViewportSize({ width, height: 812 });
          await expectFits(page);
        }
        await expectAccessible(page);
      }
    }
  });

  it('events', async () => {
    const page = await newVisitor(browser, server.url, look);
    const event = await eventOnSale(server.url);
    await page.goto(`/events/${event.id}`);
    await page.getByRole('button', { name: 'List view' }).waitFor();
    await expectGood(page);
    await page.getByRole('button', { name: 'List view' }).click();
    await page.getByRole('list', { name: 'Sections' }).waitFor();
    await expectGood(page);
    for (const status of ['upcoming', 'sold_out', 'paused', 'cancelled', 'completed'] as const) {
      const other = await anyEventWith(server.url, status);
      if (other === undefined) continue;
      await page.goto(`/events/${other.id}`);
      await page.getByRole('heading', { level: 1, name: other.name }).waitFor();
      await expectGood(page);
    }
  });

  it('checkout, order and ticket', async () => {
    const page = await newVisitor(browser, server.url, look);
    const event = await eventOnSale(server.url);
    await openCheckout(page, event.id);
    await expectGood(page);
    await payButton(page).click();
    await page.getByText('Enter the number on your card.').waitFor();
    await expectGood(page);
    await fillPayment(page);
    await payButton(page).click();
    await page.waitForURL(/\/orders\/\w+\?new=1/);
    await page
      .getByRole('img', { name: /^QR code/ })
      .first()
      .waitFor();
    await expectGood(page);
    await page
      .getByRole('link', { name: /Show full screen/ })
      .first()
      .click();
    await page.getByText('Ticket 1 of 2').waitFor();
    await expectGood(page);
    await page.goto('/orders');
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await expectGood(page);
  });

  it('accounts and dead ends', async () => {
    const page = await newVisitor(browser, server.url, look);
    for (const path of ['/login', '/register', '/nowhere', '/events/nothing', '/orders/nothing', '/orders']) {
      await page.goto(path);
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
      await expectGood(page);
    }
    await page.goto('/register');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Tell us what to call you.').waitFor();
    await expectGood(page);
  });
});

describe('a page', () => {
  it('that does not exist says so and leads on', async () => {
    const page = await newVisitor(browser, server.url);
    await page.goto('/no/such/page');
    await page.getByRole('link', { name: 'Browse events' }).click();
    await page.getByRole('heading', { name: 'All events' }).waitFor();
  });

  it('that cannot reach the server offers another try', async () => {
    const page = await newVisitor(browser, server.url);
    await page.route('**/api/events?**', (route) => route.abort());
    await page.goto('/');
    await page.getByText('Events did not load').waitFor();
    await page.unroute('**/api/events?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('main').getByRole('listitem').first().waitFor();
  });

  it('whose code did not arrive says so, and comes by itself when the server is back', async () => {
    const page = await newVisitor(browser, server.url, { viewport: phone });
    const event = await eventOnSale(server.url);
    await page.goto(`/?q=${encodeURIComponent(event.name)}`);
    const link = page.getByRole('link', { name: event.name, exact: true }).first();
    await link.waitFor();
    await page.route('**', (route) => route.abort());
    await link.click();
    await page.getByRole('heading', { name: 'We cannot reach Fairgate' }).waitFor();
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByRole('heading', { name: 'We cannot reach Fairgate' }).waitFor();
    await expectGood(page);
    await page.unroute('**');
    await page.getByRole('heading', { level: 1, name: event.name }).waitFor();
    await page.getByRole('button', { name: 'List view' }).waitFor();
  });

  it('opens under a strict content security policy', async () => {
    const answer = await fetch(server.url);
    const policy = answer.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it.each([
    ['discovery', async () => '/', 'main li a'],
    ['an event', async () => `/events/${(await eventOnSale(server.url)).id}`, '[role=application]'],
    ['a sign-in', async () => '/login', 'form'],
  ])('does not move while it loads: %s', async (_, address, sign) => {
    for (const viewport of [desktop, phone]) {
      const page = await newVisitor(browser, server.url, { viewport });
      await watchVitals(page);
      await page.goto(await address());
      await page.locator(sign).first().waitFor();
      expect((await readVitals(page)).layoutShift).toBeLessThan(0.02);
    }
  });
});
