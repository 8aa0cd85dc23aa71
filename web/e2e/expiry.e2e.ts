import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '../src/lib/api/schema';
import { newVisitor } from './harness/browser';
import { launchBrowser } from './harness/chromium';
import { type Server, startServer } from './harness/server';
import { call, eventOnSale, holdSeats, openCheckout } from './harness/shopper';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ holdSeconds: 20 }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe('when the time to pay runs out', () => {
  it('the checkout is urgent, says it is over, leads home and back to the event, and others can have the seats', async () => {
    const page = await newVisitor(browser, server.url);
    const event = await eventOnSale(server.url);
    const { seatIds } = await openCheckout(page, event.id);
    expect(await page.locator('[data-urgent]').getAttribute('data-urgent')).toBe('true');
    await page.getByText(/Your time ran out/).waitFor();
    await page.waitForURL((url) => url.pathname === '/');
    await page.getByRole('button', { name: 'Choose again' }).click();
    await page.waitForURL(`**/events/${event.id}`);

    const other = await newVisitor(browser, server.url);
    await other.goto('/');
    const body = { eventId: event.id, seatIds };
    const second = await call<components['schemas']['ReserveSeatsResponse']>(
      other,
      'POST',
      '/api/seats/reserve',
      body,
    );
    expect([...second.reservation.seatIds].sort()).toEqual([...seatIds].sort());
  });

  it('the event page says so, lets go of the choice and leads home', async () => {
    const page = await newVisitor(browser, server.url);
    const event = await eventOnSale(server.url);
    await holdSeats(page, event.id);
    await page.goto(`/events/${event.id}`);
    await page.getByRole('button', { name: 'Continue to checkout' }).waitFor();
    await page.getByText(/Your time is up/).waitFor();
    await page.waitForURL((url) => url.pathname === '/');

    await page.getByRole('button', { name: 'Choose again' }).click();
    await page.getByText(/^Choose up to \d+ seats/).waitFor();
    expect(await page.getByRole('button', { name: 'Continue to checkout' }).count()).toBe(0);
  });

  it('a checkout that is opened too late says so', async () => {
    const page = await newVisitor(browser, server.url);
    const event = await eventOnSale(server.url);
    await page.goto(`/checkout/${event.id}`);
    await page.getByText('You hold no seats here').waitFor();
  });
});
