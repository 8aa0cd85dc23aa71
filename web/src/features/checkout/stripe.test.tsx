import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Schemas } from '../../lib/api/client';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { config, event, order, reservation } from '../../testing/fixtures';
import { CheckoutPage } from './CheckoutPage';
// Loaded before the tests run, so that none of them waits for it.
import './StripeCardField';
import type { Stripe, StripeCardElement } from './stripeScript';

type Made = Awaited<ReturnType<Stripe['createPaymentMethod']>>;

/** Plays Stripe's script: a field with one box, and tokens as the test says. */
function standIn(answer: () => Promise<Made> | Made) {
  const tokens = vi.fn(async (_method: { billing_details: { email: string } }) => answer());
  const listeners = new Map<string, (change: { error?: { message?: string } }) => void>();
  const box = document.createElement('input');
  box.setAttribute('aria-label', 'Card of the stand-in');
  const element: StripeCardElement = {
    mount: (place) => {
      place.append(box);
      queueMicrotask(() => listeners.get('ready')?.({}));
    },
    destroy: vi.fn(() => box.remove()),
    focus: () => box.focus(),
    on: (name: string, listener: (change: { error?: { message?: string } }) => void) => {
      listeners.set(name, listener);
    },
  };
  window.Stripe = () => ({ elements: () => ({ create: () => element }), createPaymentMethod: tokens });
  return {
    tokens,
    element,
    say: (message?: string) => listeners.get('change')?.(message ? { error: { message } } : {}),
  };
}

function setup(pay: () => Response = () => success(order(), 201)) {
  const server = fakeServer({
    'GET /api/reservations/current': () =>
      success({ reservation: reservation(), serverNow: new Date().toISOString() }),
    'GET /api/events/0000000000001': () => success(event()),
    'GET /api/config': () =>
      success(
        config({
          testPayments: false,
          stripe: { publishableKey: 'pk_test_1', scriptUrl: 'https://js.stripe.com/v3/' },
        }),
      ),
    'POST /api/checkout': () => pay(),
  });
  const onPaid = vi.fn();
  const view = render(
    <MemoryRouter>
      <CheckoutPage
        eventId="0000000000001"
        onPaid={onPaid}
        onExpired={vi.fn()}
        onChooseAgain={vi.fn()}
        onReleased={vi.fn()}
      />
    </MemoryRouter>,
  );
  const payments = () =>
    server.to('POST /api/checkout').map(({ body }) => body as Schemas['CheckoutRequest']);
  return { onPaid, payments, unmount: view.unmount };
}

const payButton = () => screen.findByRole('button', { name: 'Pay $262.50' });

async function fill() {
  await screen.findByLabelText('Card of the stand-in');
  await waitFor(async () => expect((await payButton()).getAttribute('aria-disabled')).not.toBe('true'));
  const user = userEvent.setup();
  await user.type(screen.getByLabelText('Email'), 'ann@example.com');
  return user;
}

beforeEach(() => {
  // The page has no network: a script that it asks for fails, as one that is blocked does.
  vi.spyOn(document.head, 'append').mockImplementation((script) => {
    queueMicrotask(() => (script as Element).dispatchEvent(new Event('error')));
  });
});
afterEach(() => {
  delete window.Stripe;
});

describe('the card field of Stripe', () => {
  it('pays with a token, and never sees a card number', async () => {
    const { tokens } = standIn(() => ({ paymentMethod: { id: 'pm_1' } }));
    const { payments, onPaid } = setup();
    const user = await fill();
    expect(screen.queryByLabelText('Card number')).toBeNull();
    await user.click(await payButton());
    await waitFor(() => expect(onPaid).toHaveBeenCalledWith('0000000000005'));
    expect(tokens).toHaveBeenCalledTimes(1);
    expect(tokens.mock.calls[0]?.[0]).toMatchObject({ billing_details: { email: 'ann@example.com' } });
    expect(payments().map(({ paymentMethod }) => paymentMethod)).toEqual([{ type: 'token', token: 'pm_1' }]);
  });

  it('makes one token and one payment of a double click', async () => {
    let finish = (_: Made) => {};
    const { tokens } = standIn(() => new Promise((resolve) => (finish = resolve)));
    const { payments, onPaid } = setup();
    const user = await fill();
    await user.dblClick(await payButton());
    expect(await screen.findByRole('button', { name: 'Processing…' })).toBeTruthy();
    await act(async () => finish({ paymentMethod: { id: 'pm_1' } }));
    await waitFor(() => expect(onPaid).toHaveBeenCalled());
    expect(tokens).toHaveBeenCalledTimes(1);
    expect(payments()).toHaveLength(1);
  });

  it('keeps its idempotency key over a decline, with a new token', async () => {
    let made = 0;
    standIn(() => ({ paymentMethod: { id: `pm_${++made}` } }));
    const { payments, onPaid } = setup(() =>
      made === 1 ? failure(402, 'payment_declined', 'Declined.') : success(order(), 201),
    );
    const user = await fill();
    await user.click(await payButton());
    await screen.findByText('Payment declined. Please try a different card.');
    await user.click(await payButton());
    await waitFor(() => expect(onPaid).toHaveBeenCalled());
    expect(payments().map(({ paymentMethod }) => paymentMethod.token)).toEqual(['pm_1', 'pm_2']);
    expect(new Set(payments().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('says below the field what Stripe has against it, and sends nothing', async () => {
    const { say } = standIn(() => ({ error: { message: 'Your card number is incomplete.' } }));
    const { payments } = setup();
    const user = await fill();
    act(() => say('Your card has expired.'));
    expect(screen.getByText('Your card has expired.')).toBeTruthy();
    await user.click(await payButton());
    await screen.findByText('Your card number is incomplete.');
    expect(document.activeElement).toBe(screen.getByLabelText('Card of the stand-in'));
    expect(payments()).toHaveLength(0);
    expect(await payButton()).toBeTruthy();
  });

  it('says so when Stripe cannot be reached', async () => {
    standIn(() => Promise.reject(new Error('offline')));
    const { payments } = setup();
    const user = await fill();
    await user.click(await payButton());
    await screen.findByText('Stripe could not be reached. Please try again.');
    expect(payments()).toHaveLength(0);
  });

  it('checks the address before it asks for a token', async () => {
    const { tokens } = standIn(() => ({ paymentMethod: { id: 'pm_1' } }));
    setup();
    await screen.findByLabelText('Card of the stand-in');
    await waitFor(async () => expect((await payButton()).getAttribute('aria-disabled')).not.toBe('true'));
    await userEvent.click(await payButton());
    expect(screen.getByText(/Enter the address your tickets go to/)).toBeTruthy();
    expect(tokens).not.toHaveBeenCalled();
  });

  it('offers another try when the script is blocked', async () => {
    const { payments } = setup();
    await screen.findByText(/Payment form could not be loaded/);
    expect((await payButton()).getAttribute('aria-disabled')).toBe('true');
    await userEvent.click(await payButton());
    expect(payments()).toHaveLength(0);
    standIn(() => ({ paymentMethod: { id: 'pm_1' } }));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByLabelText('Card of the stand-in')).toBeTruthy();
    await waitFor(() => expect(screen.queryByText(/could not be loaded/)).toBeNull());
  });

  it('gives the field back to Stripe when it leaves', async () => {
    const { element } = standIn(() => ({ paymentMethod: { id: 'pm_1' } }));
    const { unmount } = setup();
    await fill();
    unmount();
    expect(element.destroy).toHaveBeenCalled();
  });
});
