import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '../src/lib/api/schema';
import { expectAccessible } from './harness/axe';
import { newVisitor, phone } from './harness/browser';
import { launchBrowser } from './harness/chromium';
import { type Server, startServer } from './harness/server';
import {
  call,
  declinedCard,
  eventOnSale,
  goodCard,
  openCheckout,
  payButton,
  watchPayments,
} from './harness/shopper';
import { type StripeStandIn, startStripe } from './harness/stripe';

let stripe: StripeStandIn;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  stripe = await startStripe();
  [server, browser] = await Promise.all([startServer({ stripe }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await stripe?.stop();
});

async function visitorAtCheckout(viewport?: { width: number; height: number }) {
  const page = await newVisitor(browser, server.url, viewport === undefined ? {} : { viewport });
  const event = await eventOnSale(server.url);
  const reservation = await openCheckout(page, event.id);
  const paidOrders = async () => {
    const { orders } = await call<components['schemas']['OrderList']>(page, 'GET', '/api/orders');
    return orders.filter(({ status }) => status === 'paid');
  };
  return { page, event, reservation, payments: watchPayments(page), paidOrders };
}

const cardField = (page: Page) =>
  page.frameLocator('iframe[title^="Secure card"]').getByLabel('Credit or debit card number');

const ready = (page: Page) => page.locator('button[type=submit]:not([aria-disabled=true])').waitFor();

const statuses = () => [...stripe.intents.values()].map(({ status }) => status);

describe('paying with Stripe', () => {
  it('sells seats for a card that only Stripe has seen', async () => {
    const { page, reservation, payments, paidOrders } = await visitorAtCheckout();
    const bodies: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(server.url)) bodies.push(`${request.url()} ${request.postData()}`);
    });
    await page.getByLabel('Email').fill('guest@example.com');
    await cardField(page).fill(goodCard);
    await ready(page);
    await payButton(page).click();
    await page.waitForURL(/\/orders\/\w+\?new=1/);
    expect(payments.map(({ paymentMethod }) => paymentMethod)).toEqual([
      { type: 'token', token: 'pm_card_visa' },
    ]);
    expect(bodies.join()).not.toContain(goodCard);
    expect(await paidOrders()).toHaveLength(1);
    await expect.poll(statuses).toContain('succeeded');
    const intent = [...stripe.intents.values()].find(({ status }) => status === 'succeeded');
    expect(intent?.amount).toBe(reservation.totalAmount);
  });

  it('works by keyboard alone, on a phone, and after a mistake and a decline', async () => {
    const { page, payments, paidOrders } = await visitorAtCheckout(phone);
    await ready(page);
    await page.getByLabel('Email').focus();
    await page.keyboard.type('guest@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.type('4242');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Your card number is incomplete.').waitFor();
    await expect
      .poll(() => cardField(page).evaluate((box) => box.ownerDocument.activeElement === box))
      .toBe(true);
    expect(payments).toHaveLength(0);
    await cardField(page).fill(declinedCard);
    await payButton(page).click();
    await page.getByText('Payment declined. Please try a different card.').waitFor();
    await cardField(page).fill(goodCard);
    await payButton(page).click();
    await page.waitForURL(/\/orders\/\w+\?new=1/);
    expect(new Set(payments.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(await paidOrders()).toHaveLength(1);
  });

  it('has no accessibility problem that a program can find', async () => {
    const { page } = await visitorAtCheckout();
    await ready(page);
    await expectAccessible(page);
  });

  it('offers another try when the script is blocked', async () => {
    stripe.blockScript = true;
    const { page } = await visitorAtCheckout();
    await page.getByText(/Payment form could not be loaded/).waitFor();
    expect(await payButton(page).getAttribute('aria-disabled')).toBe('true');
    stripe.blockScript = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await cardField(page).fill(goodCard);
    await page.getByLabel('Email').fill('guest@example.com');
    await ready(page);
    await payButton(page).click();
    await page.waitForURL(/\/orders\/\w+\?new=1/);
  });

  it('lets pages reach nobody but us and Stripe', async () => {
    const policy = (await fetch(server.url)).headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain(`script-src 'self' ${stripe.url};`);
    expect(policy).toContain(`frame-src ${stripe.url};`);
    expect(policy).toContain(`connect-src 'self' ${stripe.url};`);
    expect(policy).not.toContain('unsafe');
  });
});
