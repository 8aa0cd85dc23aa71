import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import { Toasts } from '../../components/Toasts';
import type { Schemas } from '../../lib/api/client';
import { useSession } from '../../lib/session';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { config, event, order, reservation, user } from '../../testing/fixtures';
import { CheckoutPage } from './CheckoutPage';
import { hasAttempt, markAttempt } from './idempotencyKey';

type Pay = (body: Schemas['CheckoutRequest']) => Response | Promise<Response>;

function setup(pay: Pay = () => success(order(), 201), held = reservation()) {
  const now = new Date().toISOString();
  const state: { current: Schemas['CurrentReservation'] } = {
    current: { reservation: held, serverNow: now },
  };
  const server = fakeServer({
    'GET /api/reservations/current': () => success(state.current),
    'GET /api/events/0000000000001': () => success(event()),
    'GET /api/config': () => success(config()),
    'GET /api/orders': () => success({ orders: [order()] }),
    'POST /api/seats/release': () => success({ serverNow: new Date().toISOString() }),
    'POST /api/checkout': ({ body }) => pay(body as Schemas['CheckoutRequest']),
  });
  const went = { onPaid: vi.fn(), onExpired: vi.fn(), onChooseAgain: vi.fn(), onReleased: vi.fn() };
  const view = render(
    <MemoryRouter>
      <CheckoutPage eventId="0000000000001" {...went} />
      <Toasts />
    </MemoryRouter>,
  );
  const payments = () =>
    server.to('POST /api/checkout').map(({ body }) => body as Schemas['CheckoutRequest']);
  return { ...went, payments, state, unmount: view.unmount };
}

/** A server that is away until `isUp`. */
function setupCut(isUp: () => boolean) {
  const network = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true);
  const page = setup(() =>
    isUp() ? success(order(), 201) : Promise.reject(new TypeError('Failed to fetch')),
  );
  return { ...page, hasNetwork: (value: boolean) => network.mockReturnValue(value) };
}

const payButton = () => screen.findByRole('button', { name: 'Pay $262.50' });

async function fill(number = '4242424242424242') {
  await payButton();
  const user = userEvent.setup();
  await user.type(screen.getByLabelText('Email'), 'ann@example.com');
  await user.click(screen.getByLabelText('Card number'));
  await user.paste(number);
  await user.type(screen.getByLabelText('Expiry'), '1234');
  await user.type(screen.getByLabelText('CVC'), '123');
  return user;
}

describe('checkout', () => {
  it('shows what is bought, line by line, and the time that is left', async () => {
    setup();
    await payButton();
    expect(screen.getByText('Section A, Row 12')).toBeTruthy();
    expect(screen.getAllByText('$125.00')).toHaveLength(2);
    expect(screen.getByText('$250.00')).toBeTruthy();
    expect(screen.getByText('$12.50')).toBeTruthy();
    expect(screen.getByText('$262.50')).toBeTruthy();
    expect(screen.getByText('2 seats · $262.50')).toBeTruthy();
    expect(screen.getByRole('timer').textContent).toMatch(/^(10:00|9:5\d)$/);
  });

  it('pays and leads to the order', async () => {
    const { onPaid, payments } = setup();
    const user = await fill();
    await user.click(await payButton());
    expect(await screen.findByRole('button', { name: 'Paid' })).toBeTruthy();
    await waitFor(() => expect(onPaid).toHaveBeenCalledWith('0000000000005'));
    expect(payments()[0]).toMatchObject({
      eventId: '0000000000001',
      email: 'ann@example.com',
      paymentMethod: { type: 'card', number: '4242424242424242', expMonth: 12, expYear: 2034, cvc: '123' },
    });
    expect(payments()[0]?.idempotencyKey).toMatch(/^.{8,64}$/);
  });

  it('sends nothing until the form is right, and keeps what was typed', async () => {
    const { payments } = setup();
    const user = await fill('4242424242424241');
    await user.click(await payButton());
    expect(screen.getByText(/Check for a mistyped digit/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Card number').value).toBe('4242 4242 4242 4241');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Card number')));
    expect(payments()).toHaveLength(0);
  });

  it('makes one payment of a double click', async () => {
    let finish = (_: Response) => {};
    const { payments } = setup(() => new Promise((resolve) => (finish = resolve)));
    const user = await fill();
    await user.dblClick(await payButton());
    expect(await screen.findByRole('button', { name: 'Processing…' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Processing…' }));
    await act(async () => finish(success(order(), 201)));
    expect(payments()).toHaveLength(1);
  });

  it('asks for another card after a decline, with everything kept and the same key', async () => {
    let isGood = false;
    const { payments, onPaid } = setup(() =>
      isGood ? success(order(), 201) : failure(402, 'card_declined', 'Your card was declined.'),
    );
    const user = await fill();
    await user.click(await payButton());
    expect(await screen.findByText('Payment declined. Please try a different card.')).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('CVC').value).toBe('123');
    isGood = true;
    await user.click(await payButton());
    await waitFor(() => expect(onPaid).toHaveBeenCalled());
    const keys = payments().map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('keeps its key over a reload', async () => {
    const decline = () => failure(402, 'card_declined', 'Declined.');
    const before = setup(decline);
    const user = await fill();
    await user.click(await payButton());
    await screen.findByText(/Payment declined/);
    before.unmount();

    const after = setup(decline);
    const again = await fill();
    await again.click(await payButton());
    await screen.findByText(/Payment declined/);
    expect(after.payments()[0]?.idempotencyKey).toBe(before.payments()[0]?.idempotencyKey);
  });

  it('asks for the same payment again when its answer was lost', async () => {
    let asked = 0;
    const { payments, onPaid } = setup(() =>
      asked++ === 0
        ? failure(503, 'payment_unknown', 'Not known yet.', { 'Retry-After': '0.05' })
        : success(order(), 201),
    );
    const user = await fill();
    await user.click(await payButton());
    await waitFor(() => expect(onPaid).toHaveBeenCalled());
    expect(new Set(payments().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it.each<[Pay, RegExp]>([
    [() => failure(500, 'internal', 'It broke.'), /Checkout failed. Please try again./],
    [() => failure(503, 'payments_unavailable', 'Later.', { 'Retry-After': '9' }), /Try again in 9 seconds/],
    [() => Promise.reject(new TypeError('Failed to fetch')), /Everything you entered is still here/],
  ])('says what happened and that nothing is lost', async (answer, words) => {
    setup(answer);
    const user = await fill();
    await user.click(await payButton());
    expect((await screen.findByText(words)).textContent).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Card number').value).toBe('4242 4242 4242 4242');
    expect(await payButton()).toBeTruthy();
  });

  it.each([
    [true, 'We cannot reach Fairgate.'],
    [false, 'You are offline.'],
  ])(
    'names what is cut off (the browser has a network: %s), and says when that is over',
    async (isOnline, words) => {
      let isUp = false;
      const { hasNetwork } = setupCut(() => isUp);
      const user = await fill();
      hasNetwork(isOnline);
      screen.getByRole<HTMLFormElement>('form', { name: 'Payment' }).requestSubmit();
      expect(await screen.findByText(words)).toBeTruthy();
      isUp = true;
      hasNetwork(true);
      window.dispatchEvent(new Event('online'));
      expect(await screen.findByText(/We are connected again/)).toBeTruthy();
      expect(screen.queryByText(words)).toBeNull();
      expect(screen.getByLabelText<HTMLInputElement>('CVC').value).toBe('123');
      await user.click(await payButton());
      expect(await screen.findByRole('button', { name: 'Paid' })).toBeTruthy();
    },
  );

  it('finds the order when the answer to a payment was cut off', async () => {
    const { onPaid, state } = setup(() => {
      state.current = { serverNow: state.current.serverNow };
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    const user = await fill();
    await user.click(await payButton());
    await screen.findByText('We cannot reach Fairgate.');
    window.dispatchEvent(new Event('online'));
    await waitFor(() => expect(onPaid).toHaveBeenCalledWith('0000000000005'));
  });

  it('leaves when the server says that the hold is over', async () => {
    const { onExpired } = setup(() => failure(410, 'reservation_expired', 'Too late.'));
    const user = await fill();
    await user.click(await payButton());
    await waitFor(() => expect(onExpired).toHaveBeenCalledTimes(1));
    expect(screen.getByText(/Your time ran out/)).toBeTruthy();
    expect(hasAttempt('0000000000001')).toBe(false);
  });

  it('leaves when the time is over, once, and leads back to the seats', async () => {
    const short = reservation({ expiresAt: new Date(Date.now() + 3_000).toISOString() });
    const { onExpired, onChooseAgain, state } = setup(undefined, short);
    await payButton();
    state.current = { serverNow: state.current.serverNow };
    await waitFor(() => expect(onExpired).toHaveBeenCalledTimes(1));
    expect(screen.getByText(/Your time ran out/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Choose again' }));
    expect(onChooseAgain).toHaveBeenCalledTimes(1);
  });

  it('stays when the server gave more time meanwhile', async () => {
    const short = reservation({ expiresAt: new Date(Date.now() + 3_000).toISOString() });
    const { onExpired, state } = setup(undefined, short);
    await payButton();
    state.current = { ...state.current, reservation: reservation() };
    await waitFor(() => expect(screen.getByRole('timer').textContent).toMatch(/^(10:00|9:5\d)$/));
    expect(onExpired).not.toHaveBeenCalled();
  });

  it('releases the seats when asked twice', async () => {
    const { onReleased } = setup();
    await payButton();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel and release seats' }));
    expect(onReleased).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Release seats' }));
    await waitFor(() => expect(onReleased).toHaveBeenCalledTimes(1));
  });

  it('knows the address of who is signed in', async () => {
    useSession.getState().setMe({ sessionId: 'abc', user: user() });
    setup();
    await payButton();
    expect(screen.getByLabelText<HTMLInputElement>('Email').value).toBe('ann@example.com');
  });

  it('finds the order of a payment that a reload cut off', async () => {
    markAttempt('0000000000001');
    const { onPaid, state } = setup();
    state.current = { serverNow: state.current.serverNow };
    await waitFor(() => expect(onPaid).toHaveBeenCalledWith('0000000000005'));
  });

  it('says so when no seats are held', async () => {
    const { state, onPaid } = setup();
    state.current = { serverNow: state.current.serverNow };
    expect(await screen.findByText('You hold no seats here')).toBeTruthy();
    expect(onPaid).not.toHaveBeenCalled();
  });
});
