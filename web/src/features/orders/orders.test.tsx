import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { eventSummary, order, ticket } from '../../testing/fixtures';
import OrderPage from './OrderPage';
import OrdersPage from './OrdersPage';
import TicketPage from './TicketPage';

function open(path: string) {
  render(
    <MemoryRouter initialEntries={[path]}>
      <Routes>
        <Route path="/orders" element={<OrdersPage />} />
        <Route path="/orders/:orderId" element={<OrderPage />} />
        <Route path="/orders/:orderId/tickets/:ticketId" element={<TicketPage />} />
      </Routes>
    </MemoryRouter>,
  );
}

const orderCall = 'GET /api/orders/0000000000005';
const ticketsCall = 'GET /api/orders/0000000000005/tickets';
const two = { event: eventSummary(), tickets: [ticket(), ticket({ id: 't2', seatNumber: '6' })] };

describe('my tickets', () => {
  it('lists orders with their state, and older ones by the cursor', async () => {
    fakeServer({
      'GET /api/orders': ({ query }) =>
        query.has('cursor')
          ? success({ orders: [order({ id: 'older', status: 'refunded' })] })
          : success({ orders: [order()], nextCursor: 'c' }),
    });
    open('/orders');
    const first = within(await screen.findByRole('listitem'));
    expect(first.getByText('Paid')).toBeTruthy();
    expect(first.getByText(/2 seats · \$262\.50/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Show older orders' }));
    expect(await screen.findByText('Refunded')).toBeTruthy();
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });

  it('says what to do when there are none', async () => {
    fakeServer({ 'GET /api/orders': () => success({ orders: [] }) });
    open('/orders');
    expect(await screen.findByText('No tickets yet')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Find an event' })).toBeTruthy();
  });
});

describe('an order', () => {
  it('that was just paid is celebrated and shows its tickets', async () => {
    fakeServer({ [orderCall]: () => success(order()), [ticketsCall]: () => success(two) });
    open('/orders/0000000000005?new=1');
    expect(await screen.findByRole('heading', { level: 1, name: /You’re going to Aurora/ })).toBeTruthy();
    const code = await screen.findByRole('img', { name: 'QR code for Section A, row 12, seat 6' });
    expect(code.getAttribute('src')).toBe('/api/tickets/0000000000006/qr.svg');
  });

  it('that is being confirmed is asked for until it is paid', async () => {
    vi.useFakeTimers();
    const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
    let asked = 0;
    fakeServer({
      [orderCall]: () => success(order({ status: asked++ < 2 ? 'pending' : 'paid' })),
      [ticketsCall]: () => success(two),
    });
    open('/orders/0000000000005');
    await pass(10);
    expect(screen.getByText(/has not confirmed the payment yet/)).toBeTruthy();
    await pass(3_000);
    expect(asked).toBe(2);
    await pass(3_000);
    await pass(10);
    expect(screen.getByText('2 tickets')).toBeTruthy();
    await pass(10_000);
    expect(asked).toBe(3);
  });

  it.each([
    ['declined', 'Try another card'],
    ['cancelled', 'This order was cancelled'],
    ['refunded', 'This order was refunded'],
  ] as const)('that is %s says what that means and shows no tickets', async (status, words) => {
    const server = fakeServer({ [orderCall]: () => success(order({ status })) });
    open('/orders/0000000000005');
    expect(await screen.findByText(new RegExp(words))).toBeTruthy();
    expect(server.to(ticketsCall)).toHaveLength(0);
  });

  it('of somebody else is not shown', async () => {
    fakeServer({ [orderCall]: () => failure(404, 'order_not_found', 'No such order.') });
    open('/orders/0000000000005');
    expect(await screen.findByText('We do not see this order')).toBeTruthy();
    expect(
      screen.getByText(/bought as a guest, your tickets and their codes are also in the mail/),
    ).toBeTruthy();
  });
});

describe('a ticket', () => {
  it('is leafed through by button, key and finger', async () => {
    fakeServer({ [ticketsCall]: () => success(two) });
    open('/orders/0000000000005/tickets/0000000000006');
    await screen.findByText('Ticket 1 of 2');
    await userEvent.click(screen.getByRole('button', { name: 'Next ticket' }));
    expect(await screen.findByText('Ticket 2 of 2')).toBeTruthy();
    await userEvent.keyboard('{ArrowLeft}');
    expect(await screen.findByText('Ticket 1 of 2')).toBeTruthy();
    const finger = { pointerId: 1, pointerType: 'touch' };
    fireEvent.pointerDown(screen.getByRole('main'), { ...finger, clientX: 300, clientY: 400 });
    fireEvent.pointerUp(screen.getByRole('main'), { ...finger, clientX: 120, clientY: 410 });
    await waitFor(() => expect(screen.getByText('Ticket 2 of 2')).toBeTruthy());
  });

  it('that was cancelled has no code', async () => {
    const list = { event: eventSummary(), tickets: [ticket({ status: 'cancelled' })] };
    fakeServer({ [ticketsCall]: () => success(list) });
    open('/orders/0000000000005/tickets/0000000000006');
    expect(await screen.findByText('This ticket was cancelled')).toBeTruthy();
    expect(screen.queryByRole('img')).toBeNull();
  });
});
