import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { describe, expect, it } from 'vitest';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { config, event } from '../../testing/fixtures';
import { QueueGate } from './QueueGate';
import type { QueueStatus } from './store';
import { queued } from './testing/status';

function open(
  status: Partial<QueueStatus>,
  show = event({ highDemand: true }),
  {
    path = '/',
    seatMapGuarded = false,
    configured = (): Response | Promise<Response> => success(config({ seatMapGuarded })),
  } = {},
) {
  fakeServer({
    'GET /api/config': configured,
    [`GET /api/queue/${show.id}/status`]: () =>
      success(queued({ status: 'not_in_queue', position: 0, ...status })),
    'GET /api/reservations/current': () => success({ serverNow: new Date().toISOString() }),
  });
  render(
    <MemoryRouter initialEntries={[path]}>
      <QueueGate event={show}>
        {({ isOnlyLook }) => <p>{isOnlyLook ? 'Seats to look at' : 'Seats to choose'}</p>}
      </QueueGate>
    </MemoryRouter>,
  );
}

const linkNames = () => screen.getAllByRole('link').map(({ textContent }) => textContent);

describe('the way to the waiting room', () => {
  it('tells what a seat costs before anybody waits for one', async () => {
    const [price] = event().prices;
    if (price === undefined) throw new Error('The fixture has no price');
    const prices = [price, { ...price, category: 'Balcony', total: 4_725 }];
    open({}, event({ highDemand: true, prices }));
    await screen.findByRole('heading', { name: 'This event has a waiting room' });
    expect(screen.getByText(/with all fees/).textContent).toBe('$47.25 – $131.25 with all fees');
    expect(linkNames()[0]).toBe('Join the waiting room');
  });

  it('says first that an event is sold out, and promises no seat to who waits', async () => {
    const availability = { available: 0, held: 0, sold: 1_000 };
    open({ phase: 'sold_out', seatsLeft: 0 }, event({ highDemand: true, status: 'sold_out', availability }));
    await screen.findByRole('heading', { name: 'Sold out' });
    expect(linkNames().slice(0, 2)).toEqual(['Browse other events', 'Wait for returned seats']);
    expect(screen.queryByText(/in peace/)).toBeNull();
  });

  it('does not call an event sold out whose last seats are only held', async () => {
    const availability = { available: 0, held: 4, sold: 996 };
    open({ phase: 'sold_out', seatsLeft: 0 }, event({ highDemand: true, availability }));
    await screen.findByRole('heading', { name: 'Every seat is sold or held now' });
    expect(linkNames()).toContain('Wait for returned seats');
  });

  it('leads back to a place that is kept', async () => {
    open({ status: 'queued', position: 4 });
    await screen.findByRole('heading', { name: 'Your place in the waiting room is kept' });
    expect(linkNames()[0]).toBe('Back to the waiting room');
    expect(screen.queryByText(/Many want to come/)).toBeNull();
  });
});

describe('a look at the seats', () => {
  it('is offered before joining, and says why none can be chosen and how to join', async () => {
    open({});
    const link = await screen.findByRole('link', { name: 'Look at the seats' });
    expect(link.getAttribute('href')).toBe(`/events/${event().id}?look`);
    expect(screen.queryByText(/^Seats to/)).toBeNull();
    await userEvent.click(link);
    expect(screen.getByText('Seats to look at')).toBeTruthy();
    expect(screen.getByText(/you choose when it is your turn/)).toBeTruthy();
    expect(document.activeElement?.textContent).toBe('Only to look at');
    expect(linkNames()).toEqual(['Join the waiting room']);
  });

  it('leads back to a place in line', async () => {
    open({ status: 'queued', position: 4 }, event({ highDemand: true }), { path: '/?look' });
    await screen.findByText('Seats to look at');
    expect(linkNames()).toEqual(['Back to the waiting room']);
  });

  it('is nothing for who has been let in', async () => {
    open({ status: 'active' }, event({ highDemand: true }), { path: '/?look' });
    await screen.findByText('Seats to choose');
  });

  it('keeps nobody waiting who has been let in, whatever becomes of the configuration', async () => {
    const configured = () => new Promise<Response>(() => {});
    open({ status: 'active' }, event({ highDemand: true }), { configured });
    await screen.findByText('Seats to choose');
  });

  it('is not offered while it is not known to be allowed', async () => {
    const configured = () => failure(500, 'internal', 'Broken.');
    open({}, event({ highDemand: true }), { path: '/?look', configured });
    await screen.findByRole('link', { name: 'Join the waiting room' });
    expect(linkNames()).not.toContain('Look at the seats');
  });

  it('is not there where the operator guards the seats', async () => {
    open({}, event({ highDemand: true }), { path: '/?look', seatMapGuarded: true });
    await screen.findByRole('link', { name: 'Join the waiting room' });
    expect(linkNames()).not.toContain('Look at the seats');
    expect(screen.queryByText(/^Seats to/)).toBeNull();
  });
});
