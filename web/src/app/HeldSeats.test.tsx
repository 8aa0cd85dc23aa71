import { act, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { describe, expect, it } from 'vitest';
import { api, unwrap } from '../lib/api/client';
import { fakeServer, success } from '../testing/fakeServer';
import { order, reservation } from '../testing/fixtures';
import { HeldSeats } from './HeldSeats';

const eventId = '0000000000001';
const serverNow = () => new Date().toISOString();

function open(path: string) {
  render(
    <MemoryRouter initialEntries={[path]}>
      <HeldSeats />
    </MemoryRouter>,
  );
}

/** Seats of the event, which the server has told of. */
async function hold(part: Parameters<typeof reservation>[0] = {}) {
  fakeServer({
    'POST /api/seats/best-available': () =>
      success({ reservation: reservation(part), unavailableSeats: [], serverNow: serverNow() }),
    'POST /api/seats/release': () => success({ serverNow: serverNow() }),
    'GET /api/reservations/current': () => success({ serverNow: serverNow() }),
    'POST /api/checkout': () => success(order({ eventId }), 201),
    'POST /api/auth/logout': () => success({ sessionId: 'another' }),
  });
  await act(() => unwrap(api.POST('/api/seats/best-available', { body: { eventId, quantity: 2 } })));
}

const chip = () => screen.queryByRole('link');

describe('held seats', () => {
  it('are seen on other pages, with the way to pay for them', async () => {
    open('/');
    expect(chip()).toBeNull();
    await hold();
    await waitFor(() => expect(chip()?.textContent).toMatch(/^2 seats held · (10:00|9:5\d) · Continue$/));
    expect(chip()?.getAttribute('href')).toBe(`/checkout/${eventId}`);
  });

  it.each([`/events/${eventId}`, `/checkout/${eventId}`])(
    'need no hint on a page of their own: %s',
    async (path) => {
      await hold();
      open(path);
      expect(chip()).toBeNull();
    },
  );

  it.each([`/events/${eventId}/draw`, `/events/${eventId}/queue`])(
    'are seen on pages of their event that have no clock: %s',
    async (path) => {
      await hold();
      open(path);
      expect(chip()).toBeTruthy();
    },
  );

  it('are gone when their time is over', async () => {
    await hold({ expiresAt: new Date(Date.now() - 1_000).toISOString() });
    open('/');
    expect(chip()).toBeNull();
  });

  it.each([
    ['let go', () => api.POST('/api/seats/release', { body: { eventId } })],
    ['found gone', () => api.GET('/api/reservations/current', { params: { query: { eventId } } })],
    [
      'paid for',
      () =>
        api.POST('/api/checkout', {
          body: { eventId, idempotencyKey: 'k'.repeat(8), paymentMethod: { type: 'token', token: 't' } },
        }),
    ],
    ["another session's", () => api.POST('/api/auth/logout')],
  ])('are gone when they are %s', async (_, call) => {
    await hold();
    open('/');
    await waitFor(() => expect(chip()).toBeTruthy());
    await act(async () => void (await call()));
    await waitFor(() => expect(chip()).toBeNull());
  });
});
