import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '../src/lib/api/schema';
import { newVisitor } from './harness/browser';
import { launchBrowser } from './harness/chromium';
import { type Server, startServer } from './harness/server';
import {
  call,
  declinedCard,
  eventOnSale,
  fillPayment,
  goodCard,
  lostAnswerCard,
  openCheckout,
  payButton,
  slowCard,
  watchPayments,
} from './harness/shopper';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

type OrderList = components['schemas']['OrderList'];

async function visitorAtCheckout() {
  const page = await newVisitor(browser, server.url);
  const event = await eventOnSale(server.url);
  const reservation = await openCheckout(page, event.id);
  const orders = async () => (await call<OrderList>(page, 'GET', '/api/orders')).orders;
  const paidOrders = async () => (await orders()).filter(({ status }) => status === 'paid');
  return { page, event, reservation, payments: watchPayments(page), orders, paidOrders };
}

const keysOf = (payments: { idempotencyKey: string }[]) =>
  new Set(payments.map((payment) => payment.idempotencyKey));

describe('paying', () => {
  it('after a decline goes on with another card and the same key', async () => {
    const { page, payments, paidOrders } = await visitorAtCheckout();
    await fillPayment(page, declinedCard);
    await payButton(page).click();
    await page.getByText('Payment declined. Please try a different card.').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe('guest@example.com');
    await page.getByLabel('Card number').fill(goodCard);
    await payButton(page).click();
    await page.waitForURL(/\/orders\/\w+\?new=1/);
    expect(payments).toHaveLength(2);
    expect(keysOf(payments).size).toBe(1);
    expect(await paidOrders()).toHaveLength(1);
  });

  it('makes one order of a double click', async () => {
    const { page, payments, paidOrders } = await visitorAtCheckout();
    await fillPayment(page);
    await payButton(page).dblclick();
    await page.waitForURL(/\/orders\/\w+\?new=1/);
    expect(payments).toHaveLength(1);
    expect(await paidOrders()).toHaveLength(1);
  });

  it('finds its order when the bank’s answer is lost', async () => {
    const { page, payments, paidOrders } = await visitorAtCheckout();
    await fillPayment(page, lostAnswerCard);
    await payButton(page).click();
    await page.waitForURL(/\/orders\/\w+\?new=1/, { timeout: 120_000 });
    expect(keysOf(payments).size).toBe(1);
    expect(await paidOrders()).toHaveLength(1);
  });

  it('finds its order when the page is reloaded in the middle of it', async () => {
    const { page, orders, paidOrders } = await visitorAtCheckout();
    await fillPayment(page, slowCard);
    await payButton(page).click();
    // From here on the server knows of the payment, and the bank has not answered yet.
    await expect.poll(async () => (await orders()).length, { interval: 50 }).toBe(1);
    await page.reload();
    // Either the hold is still there and the same key asks again, or the order already is.
    await Promise.race([payButton(page).waitFor(), page.waitForURL(/\/orders\/\w+/)]);
    if (!page.url().includes('/orders/')) {
      await fillPayment(page, slowCard);
      await payButton(page).click();
      await page.waitForURL(/\/orders\/\w+/, { timeout: 90_000 });
    }
    await expect.poll(async () => (await paidOrders()).length).toBe(1);
  });

  it('keeps everything while the network is away, and goes on when it is back', async () => {
    const { page, payments, paidOrders } = await visitorAtCheckout();
    await fillPayment(page);
    await page.context().setOffline(true);
    await page.getByText(/You are offline\. Everything you entered/).waitFor();
    // The button says that it is disabled and stays in reach; a press must do nothing.
    await payButton(page).click({ force: true });
    expect(payments).toHaveLength(0);
    await page.context().setOffline(false);
    await page.getByText(/You are offline\. Everything you entered/).waitFor({ state: 'detached' });
    expect(await page.getByLabel('Card number').inputValue()).toBe('4242 4242 4242 4242');
    await payButton(page).click();
    await page.waitForURL(/\/orders\/\w+\?new=1/);
    expect(await paidOrders()).toHaveLength(1);
  });

  it('shows what the server asks for, to the cent', async () => {
    const { page, reservation } = await visitorAtCheckout();
    const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: reservation.currency });
    const total = money.format(reservation.totalAmount / 100);
    expect(await payButton(page).textContent()).toBe(`Pay ${total}`);
    expect(reservation.subtotal + reservation.fees).toBe(reservation.totalAmount);
  });

  it('gives the seats back when the shopper cancels', async () => {
    const { page, event } = await visitorAtCheckout();
    await page.getByRole('button', { name: 'Cancel and release seats' }).click();
    await page.getByRole('button', { name: 'Release seats', exact: true }).click();
    await page.waitForURL(`**/events/${event.id}`);
    const path = `/api/reservations/current?eventId=${event.id}`;
    const now = await call<components['schemas']['CurrentReservation']>(page, 'GET', path);
    expect(now.reservation).toBeUndefined();
  });

  it('never sends a number that cannot be a card', async () => {
    const { page, payments } = await visitorAtCheckout();
    await fillPayment(page, '4242424242424241');
    await payButton(page).click();
    await page.getByText(/mistyped digit/).waitFor();
    expect(payments).toHaveLength(0);
  });
});

describe('two shoppers who want the same seat', () => {
  it('do not both get it, and the one who does not is told and keeps the rest', async () => {
    const event = await eventOnSale(server.url);
    const [ann, bob] = [await newVisitor(browser, server.url), await newVisitor(browser, server.url)];
    const plan = `/api/events/${event.id}/seats`;
    await Promise.all([ann.goto(`/events/${event.id}`), bob.goto(`/events/${event.id}`)]);
    const { seats } = await call<components['schemas']['SeatMap']>(ann, 'GET', plan);
    const free = seats.filter(({ status }) => status === 'available').slice(0, 3);
    const [wanted, ...rest] = free.map(({ id }) => id);
    const reserve = (page: typeof ann, seatIds: (string | undefined)[]) =>
      call<components['schemas']['ReserveSeatsResponse']>(page, 'POST', '/api/seats/reserve', {
        eventId: event.id,
        seatIds,
      });
    const first = await reserve(ann, [wanted]);
    const second = await reserve(bob, [wanted, ...rest]);
    expect(first.reservation.seatIds).toEqual([wanted]);
    expect(second.unavailableSeats).toEqual([wanted]);
    expect(second.reservation.seatIds).toEqual(rest);
  });

  it('are told on the page when the seat they chose is taken', async () => {
    const event = await eventOnSale(server.url);
    const [ann, bob] = [await newVisitor(browser, server.url), await newVisitor(browser, server.url)];
    for (const page of [ann, bob]) {
      await page.goto(`/events/${event.id}`);
      await page.getByRole('button', { name: 'List view' }).click();
      await page
        .getByRole('list', { name: 'Sections' })
        .getByRole('button', { name: /[1-9]\d* free/ })
        .first()
        .click();
      await page
        .getByRole('list', { name: /^Rows of/ })
        .getByRole('button', { name: /[1-9]\d* free/ })
        .first()
        .click();
      const seats = page
        .getByRole('list', { name: /^Seats of row/ })
        .getByRole('button', { disabled: false });
      await seats.first().click();
    }
    await ann.getByRole('button', { name: 'Reserve 1 seat' }).click();
    await ann.waitForURL(/\/checkout\//);
    await bob
      .getByText(/was just taken/)
      .first()
      .waitFor();
    await bob.getByRole('button', { name: 'Reserve 1 seat' }).waitFor({ state: 'detached' });
  });
});
