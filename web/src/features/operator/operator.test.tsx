import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';
import { Toasts } from '../../components/Toasts';
import { useSession } from '../../lib/session';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { event, eventList, eventSummary, user } from '../../testing/fixtures';
import RoomPage from './RoomPage';
import RoomsPage from './RoomsPage';
import type { RoomOverview } from './roomApi';
import { room } from './testing/room';

const id = '0000000000001';
const roomPath = `/api/admin/queue/${id}`;

function open(path: string) {
  render(
    <MemoryRouter initialEntries={[path]}>
      <Routes>
        <Route path="/operator" element={<RoomsPage />} />
        <Route path="/operator/events/:eventId" element={<RoomPage />} />
      </Routes>
      <Toasts />
    </MemoryRouter>,
  );
}

/** A server whose room takes every change. */
function openRoom(first: RoomOverview = room()) {
  let now = first;
  const server = fakeServer({
    [`GET /api/events/${id}`]: () => success(event()),
    [`GET ${roomPath}`]: () => success(now),
    [`POST ${roomPath}`]: ({ body }) => {
      now = { ...now, ...(body as Partial<RoomOverview>) };
      if (now.paused) now.phase = 'paused';
      else if (now.phase === 'paused') now.phase = 'open';
      return success(now);
    },
  });
  open(`/operator/events/${id}`);
  return { changes: () => server.to(`POST ${roomPath}`).map(({ body }) => body) };
}

function figure(name: string): string {
  const figures = screen.getByLabelText('The room now');
  return within(figures).getByText(name).nextElementSibling?.textContent ?? '';
}

const click = async (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('the page of a room', () => {
  it('shows its numbers and what they are over time', async () => {
    const history = [0, 1, 2].map((minute) => ({
      at: new Date(Date.UTC(2026, 10, 24, 10, minute)).toISOString(),
      waiting: 1_500 - 100 * minute,
      active: 480,
      admitted: 100 * minute,
    }));
    openRoom(room({ history }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Aurora Lights Tour' })).toBeTruthy();
    const names = ['Waiting', 'Active', 'Admitted per minute', 'Admitted so far', 'Abandoned', 'Seats left'];
    expect(names.map(figure)).toEqual(['1,200', '480', '90', '2,000', '31', '7,000']);
    expect(screen.getByText('of 500 at once')).toBeTruthy();
    const chart = screen.getByRole('img', { name: /^Waiting: 1,500 at/ });
    expect(chart.getAttribute('aria-label')).toContain('1,300 now, between 1,300 and 1,500.');
    await userEvent.click(screen.getByText('The same as a table'));
    const table = await screen.findByRole('table');
    expect(
      within(table)
        .getAllByRole('row')
        .slice(1)
        .map(({ textContent }) => textContent),
    ).toEqual([
      expect.stringContaining('1,300480100200'),
      expect.stringContaining('1,400480100100'),
      expect.stringContaining('1,500480–0'),
    ]);
  });

  it('pauses after saying what that means, and resumes', async () => {
    const { changes } = openRoom();
    await userEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    const dialog = screen.getByRole('dialog', { name: 'Pause the waiting room?' });
    expect(dialog.textContent).toContain('The 1,200 fans who wait keep their places');
    expect(dialog.textContent).toContain('The 480 fans who are active go on');
    await click('Cancel');
    expect(changes()).toEqual([]);
    await click('Pause');
    await click('Pause the room');
    expect(await screen.findByText('The room is paused. Nobody gets a turn.')).toBeTruthy();
    await click('Resume');
    expect(screen.getByRole('dialog').textContent).toContain('20 fans get their turn at once.');
    await click('Resume the room');
    expect(await screen.findByText('The room goes on.')).toBeTruthy();
    expect(changes()).toEqual([{ paused: true }, { paused: false }]);
  });

  it('changes only the limit that was changed', async () => {
    const { changes } = openRoom();
    const shoppers = await screen.findByLabelText<HTMLInputElement>('Shoppers at once');
    await userEvent.clear(shoppers);
    await userEvent.type(shoppers, '1,000');
    await click('Change limits');
    const said = 'Changed: 1,000 shoppers at once, no limit of turns a minute.';
    expect(await screen.findByText(said)).toBeTruthy();
    expect(changes()).toEqual([{ shoppersMax: 1_000 }]);
    expect(shoppers.value).toBe('1000');
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('asks for accounts until the first fan has joined', async () => {
    const empty = { phase: 'before_draw', waiting: 0, active: 0, admitted: 0, abandoned: 0 } as const;
    const { changes } = openRoom(room(empty));
    await userEvent.click(await screen.findByRole('button', { name: 'Ask for accounts' }));
    expect(await screen.findByText('Who is signed in: one place for each account.')).toBeTruthy();
    await click('Let everybody join');
    expect(changes()).toEqual([{ accountsOnly: true }, { accountsOnly: false }]);
  });

  it('says before the sale that somebody has to tell the draw what its beacon says', async () => {
    const beacon = { source: 'drand quicknet', round: 4_711, waitUntil: '2026-11-24T10:30:00Z' };
    openRoom(room({ phase: 'before_draw', beacon }));
    const note = await screen.findByLabelText('Beacon');
    expect(note.textContent).toContain('round 4711 of drand quicknet');
    expect(note.textContent).toContain('within half an hour');
    expect(screen.queryByLabelText('Value of round 4711')).toBeNull();
  });

  it('tells the draw what its beacon has said', async () => {
    const beacon = { source: 'drand quicknet', round: 4_711, waitUntil: '2026-11-24T10:30:00Z' };
    const waiting = room({ phase: 'before_draw', beacon, awaitsBeacon: true });
    let now = waiting;
    const server = fakeServer({
      [`GET /api/events/${id}`]: () => success(event()),
      [`GET ${roomPath}`]: () => success(now),
      [`POST ${roomPath}/beacon`]: () => {
        now = room();
        return success(now);
      },
    });
    open(`/operator/events/${id}`);
    const field = await screen.findByLabelText('Value of round 4711');
    await userEvent.type(field, 'xyz');
    await click('Draw with this value');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await userEvent.clear(field);
    await userEvent.type(field, ' AB12 ');
    await click('Draw with this value');
    expect(await screen.findByText('The order is drawn with this value.')).toBeTruthy();
    expect(server.to(`POST ${roomPath}/beacon`).map(({ body }) => body)).toEqual([{ value: 'AB12' }]);
    await waitFor(() => expect(screen.queryByLabelText('Value of round 4711')).toBeNull());
  });

  it('leaves who may join alone once somebody has', async () => {
    openRoom(room({ accountsOnly: true }));
    expect(await screen.findByText('Somebody has joined, so this is settled.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Let everybody join' })).toBeNull();
  });

  it('says at the field what is wrong, and asks the server nothing', async () => {
    const { changes } = openRoom();
    const rate = await screen.findByLabelText('Turns a minute');
    await userEvent.type(rate, '1.5');
    await click('Change limits');
    expect(rate.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(rate);
    expect(changes()).toEqual([]);
    await click('Undo');
    expect(rate.getAttribute('aria-invalid')).toBeNull();
  });

  it('takes back what the server refuses, and keeps what was typed', async () => {
    fakeServer({
      [`GET /api/events/${id}`]: () => success(event()),
      [`GET ${roomPath}`]: () => success(room()),
      [`POST ${roomPath}`]: () => failure(503, 'overloaded', 'Too busy.'),
    });
    open(`/operator/events/${id}`);
    const shoppers = await screen.findByLabelText<HTMLInputElement>('Shoppers at once');
    await userEvent.type(shoppers, '0');
    await click('Change limits');
    expect((await screen.findByRole('alert')).textContent).toBe('Nothing was changed: Too busy.');
    expect(shoppers.value).toBe('5000');
    expect(screen.getByText('of 500 at once')).toBeTruthy();
    await click('Pause');
    await click('Pause the room');
    expect(await screen.findByText('Not paused: Too busy.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Pause' })).toBeTruthy();
  });

  it('claims nothing about a change that was not answered', async () => {
    fakeServer({
      [`GET /api/events/${id}`]: () => success(event()),
      [`GET ${roomPath}`]: () => success(room({ waiting: 0, active: 0 })),
      [`POST ${roomPath}`]: () => Promise.reject(new TypeError('Failed to fetch')),
    });
    open(`/operator/events/${id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(screen.getByRole('dialog').textContent).toContain('Nobody waits now, and others may still join.');
    await click('Pause the room');
    expect(await screen.findByText(/^It may not have been changed: We cannot reach Fairgate/)).toBeTruthy();
  });

  it('says that its numbers are old while the server is away', async () => {
    let isAway = false;
    fakeServer({
      [`GET /api/events/${id}`]: () => success(event()),
      [`GET ${roomPath}`]: () => (isAway ? failure(503, 'overloaded', 'Too busy.') : success(room())),
    });
    open(`/operator/events/${id}`);
    await screen.findByText(/^Live, as of/);
    isAway = true;
    document.dispatchEvent(new Event('visibilitychange'));
    expect((await screen.findByRole('alert')).textContent).toContain('Not live');
    expect(figure('Waiting')).toBe('1,200');
    isAway = false;
    await click('Try now');
    expect(await screen.findByText(/^Live, as of/)).toBeTruthy();
  });

  it.each([
    [401, 'Sign in to see waiting rooms'],
    [403, "Your account is not an operator's"],
    [404, 'There is no waiting room'],
    [500, 'The waiting room did not answer'],
  ])('says after %i what to do', async (status, title) => {
    fakeServer({ [`GET ${roomPath}`]: () => failure(status, 'failed', 'Failed.') });
    open(`/operator/events/${id}`);
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeTruthy();
  });

  it('forgets who was signed in once the server has', async () => {
    useSession.getState().setMe({ sessionId: 'abc', user: user({ role: 'admin' }) });
    fakeServer({
      [`GET ${roomPath}`]: () => failure(401, 'not_logged_in', 'Please log in.'),
      'GET /api/auth/me': () => success({ sessionId: 'def' }),
    });
    open(`/operator/events/${id}`);
    expect(await screen.findByRole('link', { name: 'Sign in' })).toBeTruthy();
    await waitFor(() => expect(useSession.getState().user).toBeUndefined());
  });

  it('opens once the account was made an operator', async () => {
    let isAdmin = false;
    useSession.getState().setMe({ sessionId: 'abc', user: user() });
    fakeServer({
      [`GET ${roomPath}`]: () => (isAdmin ? success(room()) : failure(403, 'not_allowed', 'No.')),
    });
    open(`/operator/events/${id}`);
    expect(await screen.findByText('fairgate admin grant ann@example.com')).toBeTruthy();
    isAdmin = true;
    await click('Check again');
    expect(await screen.findByLabelText('The room now')).toBeTruthy();
  });

  it.each([
    [{ phase: 'before_draw', paused: true }, 'Before the draw, paused'],
    [{ phase: 'paused', paused: false }, 'Sales of the event itself are paused, so nobody gets a turn.'],
    [{ phase: 'sold_out' }, 'No seats left'],
  ] as const)('says of %j what it means', async (part, text) => {
    openRoom(room(part));
    expect(await screen.findByText(text)).toBeTruthy();
  });

  it('has nothing to steer when the sale is over', async () => {
    openRoom(room({ phase: 'closed' }));
    expect(await screen.findByText('The sale is over.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Pause' })).toBeNull();
    expect(screen.queryByRole('form', { name: 'Limits' })).toBeNull();
  });
});

describe('the list of rooms', () => {
  const events = [
    eventSummary({ highDemand: true }),
    eventSummary({ id: '0000000000009', name: 'A Quiet Evening' }),
  ];

  it('names the events in demand, and looks through later ones when asked', async () => {
    useSession.getState().setMe({ sessionId: 'abc', user: user({ role: 'admin' }) });
    const later = eventSummary({ id: '0000000000008', name: 'Later', highDemand: true });
    fakeServer({
      'GET /api/events': ({ query }) =>
        success(query.has('cursor') ? eventList([later]) : eventList(events, { nextCursor: 'next' })),
    });
    open('/operator');
    const link = await screen.findByRole('link', { name: 'Aurora Lights Tour' });
    expect(link.getAttribute('href')).toBe(`/operator/events/${id}`);
    expect(screen.queryByText('A Quiet Evening')).toBeNull();
    await click('Look through later events');
    expect(await screen.findByRole('link', { name: 'Later' })).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('button')).toBeNull());
  });

  it('says how an event gets a room when there is none', async () => {
    useSession.getState().setMe({ sessionId: 'abc', user: user({ role: 'admin' }) });
    fakeServer({ 'GET /api/events': () => success(eventList([])) });
    open('/operator');
    expect(await screen.findByText('No event has a waiting room')).toBeTruthy();
  });

  it('is for operators', async () => {
    const server = fakeServer({});
    useSession.getState().setMe({ sessionId: 'abc', user: user() });
    open('/operator');
    expect(screen.getByRole('button', { name: 'Check again' })).toBeTruthy();
    expect(server.sent).toEqual([]);
  });
});
