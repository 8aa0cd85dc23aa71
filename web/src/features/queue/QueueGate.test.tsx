import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import { useToasts } from '../../components/toasts';
import { usePlaces } from '../../lib/places';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { config, event } from '../../testing/fixtures';
import { queued } from '../../testing/queueStatus';
import { QueueGate } from './QueueGate';
import type { QueueStatus } from './store';

function renderGate(show: ReturnType<typeof event>, path: string) {
  render(
    <MemoryRouter initialEntries={[path]}>
      <QueueGate event={show}>
        {({ isOnlyLook }) => <p>{isOnlyLook ? 'Seats to look at' : 'Seats to choose'}</p>}
      </QueueGate>
    </MemoryRouter>,
  );
}

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
  renderGate(show, path);
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

describe('a look of who waits', () => {
  const show = event({ highDemand: true });
  const eventId = show.id;
  const waiting = queued({ eventId });
  const turn = { canEnter: true, position: 1, claimUntil: '2026-11-24T10:03:00Z' };
  const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));

  /** Answers how often somebody asked, and takes what is answered from now on. */
  async function look(path = '/?look', first: Partial<QueueStatus> = {}, isAwayOnceIn = false) {
    vi.useFakeTimers();
    let status: QueueStatus = { ...waiting, ...first };
    let isAway = false;
    const server = fakeServer({
      'GET /api/config': () => success(config()),
      [`GET /api/queue/${eventId}/status`]: () =>
        isAway ? failure(503, 'overloaded', 'Later.') : success(status),
      [`POST /api/queue/${eventId}/enter`]: () => {
        isAway = isAwayOnceIn;
        status = { ...waiting, status: 'active', position: 0, windowEndsAt: '2126-11-24T10:00:00Z' };
        return success(status);
      },
      'GET /api/reservations/current': () => success({ serverNow: waiting.serverNow }),
    });
    renderGate(show, path);
    await pass(1);
    const answer = (more: Partial<QueueStatus>) => {
      status = { ...waiting, ...more };
    };
    return { server, answer };
  }

  it('lets in when the turn comes, as the waiting page does', async () => {
    const { server, answer } = await look();
    expect(screen.getByText(/^You go on waiting here/)).toBeTruthy();
    expect(usePlaces.getState().attended).toEqual([eventId]);
    answer(turn);
    await pass(4);
    expect(server.to(`POST /api/queue/${eventId}/enter`)).toHaveLength(1);
    expect(server.to(`POST /api/queue/${eventId}/join`)).toEqual([]);
    expect(screen.getByText('Seats to choose')).toBeTruthy();
    expect(useToasts.getState().toasts.map(({ text }) => text)).toEqual(["You're in. Choose your seats."]);
    expect(usePlaces.getState().attended).toEqual([]);
  });

  it('takes the focus along to the seats that open', async () => {
    const { answer } = await look();
    screen.getByRole('heading', { name: 'Only to look at' }).focus();
    answer(turn);
    await pass(4);
    expect(document.activeElement).not.toBe(document.body);
    expect(document.activeElement?.textContent).toMatch(/^You are in. Choose your seats/);
  });

  it('leaves the focus to who is elsewhere when the seats open', async () => {
    const { answer } = await look();
    const elsewhere = document.body.appendChild(document.createElement('button'));
    elsewhere.focus();
    answer(turn);
    await pass(4);
    expect(screen.getByText('Seats to choose')).toBeTruthy();
    expect(document.activeElement).toBe(elsewhere);
    elsewhere.remove();
  });

  it('lets in with the answer that says so, and asks for no other', async () => {
    const { server, answer } = await look('/?look', {}, true);
    answer(turn);
    await pass(4);
    expect(screen.getByText('Seats to choose')).toBeTruthy();
    await pass(60);
    // The gate, the look, and the look three seconds later.
    expect(server.to(`GET /api/queue/${eventId}/status`)).toHaveLength(3);
  });

  it('takes a turn in a hidden tab before it is lost', async () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const { server, answer } = await look();
    const entered = () => server.to(`POST /api/queue/${eventId}/enter`).length;
    expect(document.title).toBe(`4 ahead of you, ${show.name} · Fairgate`);
    answer(turn);
    await pass(10);
    expect(entered()).toBe(0);
    expect(document.title).toBe(`Your turn! ${show.name} · Fairgate`);
    expect(screen.getByText(/^It is your turn/)).toBeTruthy();
    answer({ ...turn, serverNow: '2026-11-24T10:02:51Z' });
    await pass(4);
    expect(entered()).toBe(1);
    expect(document.title).toBe(`${show.name} · Fairgate`);
  });

  it('says that the place is lost', async () => {
    const { answer } = await look();
    answer({ status: 'not_in_queue', position: 0 });
    await pass(4);
    expect(screen.getByRole('status').textContent).toMatch(/^You are not in line any more/);
    expect(document.title).toBe(`${show.name} · Fairgate`);
    expect(linkNames()).toEqual(['Join the waiting room']);
  });

  it.each(['/?look', '/'])('ends when the turn was taken in another tab: %s', async (path) => {
    const { answer } = await look(path);
    const letIn = { status: 'active', position: 0, windowEndsAt: '2126-11-24T10:00:00Z' } as const;
    answer(letIn);
    act(() => usePlaces.getState().note({ ...waiting, ...letIn }));
    await pass(1);
    expect(screen.getByText('Seats to choose')).toBeTruthy();
  });

  it('begins when the fan joins in another tab', async () => {
    const { answer } = await look('/?look', { status: 'not_in_queue', position: 0 });
    expect(screen.queryByText(/^You go on waiting here/)).toBeNull();
    answer({});
    act(() => usePlaces.getState().note(waiting, show.name));
    await pass(1);
    expect(screen.getByText(/^You go on waiting here/)).toBeTruthy();
  });

  it('leaves the focus to who has gone on meanwhile', async () => {
    await userEvent.click(document.body);
    open({}, show);
    const link = await screen.findByRole('link', { name: 'Look at the seats' });
    const elsewhere = document.body.appendChild(document.createElement('button'));
    link.addEventListener('click', () => elsewhere.focus());
    await userEvent.click(link);
    expect(screen.getByText('Only to look at')).toBeTruthy();
    expect(document.activeElement).toBe(elsewhere);
    elsewhere.remove();
  });
});
