import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newVisitor, phone } from './harness/browser';
import { launchBrowser } from './harness/chromium';
import { eventsNamed, isIn, show, wait } from './harness/rush';
import { type Server, startServer } from './harness/server';
import { eventOnSale, openRowInList, payButton } from './harness/shopper';

const laptop = { width: 1280, height: 800 };
let server: Server;
let browser: Browser;

beforeAll(async () => {
  const events = [show('Basket Rush', '2020-01-01T00:00:00Z')];
  [server, browser] = await Promise.all([startServer({ events }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Holds as many as one may, as the page's own button does. */
async function findSeats(page: Page, quantity: number): Promise<void> {
  const more = page.getByRole('button', { name: 'One seat more' });
  for (let seats = 2; seats < quantity; seats++) await more.click();
  await page.getByRole('button', { name: `Find ${quantity} seats` }).click();
  await page.getByRole('timer').waitFor();
}

const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  );

const partInView = (page: Page, name: string) =>
  page.getByRole('button', { name }).evaluate((button) => {
    const { top, bottom } = button.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
  });

describe('the basket', () => {
  it('keeps the focus, whatever is found, removed or cleared', async () => {
    const page = await newVisitor(browser, server.url);
    await page.goto(`/events/${(await eventOnSale(server.url)).id}`);
    await findSeats(page, 2);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Your seats');
    await page.getByText(/^2 seats held: .*, row/).waitFor({ state: 'attached' });
    const bins = page.getByRole('button', { name: /^Remove / });
    const last = await bins.nth(1).getAttribute('aria-label');
    await bins.first().focus();
    await page.keyboard.press('Enter');
    await page.getByText(/removed\. You have 1 seat left/).waitFor({ state: 'attached' });
    expect(await focused(page)).toBe(last);
    await page.getByRole('button', { name: 'Clear' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Find 2 seats');
  });

  it.each([
    ['a laptop', laptop],
    ['a phone', phone],
  ])('has its way on in view without scrolling, on %s', async (_, viewport) => {
    const page = await newVisitor(browser, server.url, { viewport });
    await page.goto(`/events/${(await eventOnSale(server.url)).id}`);
    await findSeats(page, 6);
    await page.evaluate(() => window.scrollTo(0, 0));
    expect(await partInView(page, 'Continue to checkout')).toBe(true);
  });

  it('is not covered by messages, and hints do not come along to the checkout', async () => {
    for (const viewport of [laptop, phone]) {
      const page = await newVisitor(browser, server.url, { viewport });
      const event = await eventOnSale(server.url);
      await page.goto(`/events/${event.id}`);
      await findSeats(page, 6);
      const seats = await openRowInList(page);
      await seats
        .getByRole('button', { name: /available$/ })
        .first()
        .click();
      const hint = page.getByText('You can choose at most 6 seats.');
      await hint.waitFor();
      const lowest = (await page.getByRole('status', { name: 'Messages' }).boundingBox()) ?? {
        y: 0,
        height: 999,
      };
      expect(lowest.y + lowest.height).toBeLessThan(120);
      await page.getByRole('button', { name: 'Continue to checkout' }).click();
      await page.waitForURL(/\/checkout\//);
      await payButton(page).waitFor();
      expect(await hint.count()).toBe(0);
    }
  });
});

describe('a fan who is let in', () => {
  it.each([
    ['a laptop', laptop],
    ['a phone', phone],
  ])('has the seats in view at once, on %s', async (_, viewport) => {
    const page = await newVisitor(browser, server.url, { viewport });
    const [event] = await eventsNamed(server.url, ['Basket Rush']);
    if (event === undefined) throw new Error('no event');
    await wait(page, event);
    await isIn(page);
    await page.getByRole('application').waitFor();
    const top = await page.getByRole('application').evaluate((map) => map.getBoundingClientRect().top);
    expect(top).toBeLessThan(viewport.height * 0.45);
  });
});
