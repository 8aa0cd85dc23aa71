import { act, render, screen, waitFor } from '@testing-library/react';
import { BrowserRouter, Link, MemoryRouter } from 'react-router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useToasts } from '../components/toasts';
import { api, type Schemas } from '../lib/api/client';
import { useHolds } from '../lib/holds';
import { usePlaces } from '../lib/places';
import { failure, fakeServer, success } from '../testing/fakeServer';
import { event, order } from '../testing/fixtures';
import { queued } from '../testing/queueStatus';
import { InLine } from './InLine';

const { id: eventId, name } = event();
const start = Date.parse('2026-11-24T10:01:00Z');
const inSeconds = (seconds: number) => new Date(start + seconds * 1_000).toISOString();
/** Second by second, so that answers come in between. */
async function pass(seconds: number) {
  for (let i = 0; i < seconds; i++) await act(() => vi.advanceTimersByTimeAsync(1_000));
}
const chip = () => screen.queryByRole('link');
const words = () => chip()?.textContent;
const target = () => chip()?.getAttribute('href');

beforeEach(() => {
  vi.useFakeTimers({ now: start });
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Far behind, where the server asks to come again seldom. */
const told = (part: Partial<Schemas['QueueStatus']> = {}) =>
  queued({ eventId, position: 5_000, serverNow: new Date().toISOString(), pollAfterMs: 20_000, ...part });

const note = (part: Partial<Schemas['QueueStatus']> = {}, eventName = name) =>
  act(() => usePlaces.getState().note(told(part), eventName));
const turn = { canEnter: true, position: 1, claimUntil: inSeconds(120) };
const letIn = { status: 'active', position: 0, windowEndsAt: inSeconds(300) } as const;

function open(path = '/') {
  render(
    <MemoryRouter initialEntries={[path]}>
      <InLine />
    </MemoryRouter>,
  );
}

const pay = () =>
  api.POST('/api/checkout', {
    body: { eventId, idempotencyKey: 'k'.repeat(8), paymentMethod: { type: 'token', token: 't' } },
  });
const said = () => useToasts.getState().toasts.map(({ text }) => text);

/** Answers how to look again. */
function hide() {
  const looks = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  return () => {
    looks.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
  };
}

function answering(answer: () => Response) {
  const server = fakeServer({ [`GET /api/queue/${eventId}/status`]: answer });
  return () => server.to(`GET /api/queue/${eventId}/status`).length;
}

describe('a turn that is said', () => {
  function openPages() {
    // Each page has a way of its own to go to another, as in a browser.
    const { container } = render(
      <BrowserRouter>
        <InLine />
        <Link to="/orders">My tickets</Link>
      </BrowserRouter>,
    );
    return () => act(() => container.querySelector<HTMLElement>('[href="/orders"]')?.click());
  }
  const ids = () => useToasts.getState().toasts.map(({ id }) => id);

  it('stays as it is on the next page', () => {
    note(turn);
    const leave = openPages();
    const before = ids();
    expect(before).toHaveLength(1);
    leave();
    expect(ids()).toEqual(before);
    history.replaceState(null, '', '/');
  });

  it('stays closed on the next page', () => {
    note(turn);
    const leave = openPages();
    act(() => useToasts.setState({ toasts: [] }));
    leave();
    expect(ids()).toEqual([]);
    history.replaceState(null, '', '/');
  });

  it('makes room for what became of it', async () => {
    answering(() => success(told({ status: 'not_in_queue', position: 0 })));
    note({ ...turn, claimUntil: inSeconds(60) });
    openPages();
    await pass(59);
    expect(said()).toEqual([`It is your turn: ${name}`]);
    await pass(3);
    expect(said()).toEqual([expect.stringMatching(/^You are not in line/)]);
  });
});

describe('a place in line', () => {
  it('is seen on other pages, with the way back to it', () => {
    note({ phase: 'before_draw', position: 0 });
    open();
    expect(words()).toBe(`In line for ${name}`);
    expect(target()).toBe(`/events/${eventId}/queue`);
  });

  it('needs no hint on its own waiting page, which does the asking too', async () => {
    const asked = answering(() => success(told()));
    note();
    open(`/events/${eventId}/queue`);
    await pass(60);
    expect(chip()).toBeNull();
    expect(asked()).toBe(0);
  });

  it('is asked for at the pace of the server until the turn comes, which is said', async () => {
    let part = {};
    const asked = answering(() => success(told(part)));
    note();
    open();
    await pass(19);
    expect(asked()).toBe(0);
    await pass(42);
    expect(asked()).toBe(3);
    part = { ...turn, claimUntil: inSeconds(200) };
    await pass(20);
    expect(words()).toMatch(/^Your turn (1:59|2:00) · Aurora Lights Tour$/);
    expect(target()).toBe(`/events/${eventId}/queue`);
    expect(said()).toEqual([`It is your turn: ${name}`]);
    await pass(60);
    expect(asked()).toBe(4);
    expect(said()).toHaveLength(1);
  });

  it('is asked for in a hidden tab too, as often as the server says near the front', async () => {
    const asked = answering(() => success(told({ position: 40, pollAfterMs: 1_000 })));
    hide();
    note({ position: 40, pollAfterMs: 1_000 });
    open();
    await pass(10);
    expect(asked()).toBe(10);
  });

  it('is asked for by one of two windows whose timers run out together', async () => {
    const asked = answering(() => success(told()));
    note();
    open();
    const others = usePlaces.getState().places.map((place) => ({ ...place, askAt: place.askAt + 15_000 }));
    localStorage.setItem('fairgate.places', JSON.stringify(others));
    await pass(21);
    expect(asked()).toBe(0);
    // Though this one, restored from the history perhaps, has heard of nothing.
    await pass(16);
    expect(asked()).toBe(1);
  });

  it('is asked for however far away a stored time is', async () => {
    const asked = answering(() => success(told()));
    note();
    act(() => usePlaces.getState().askLater(eventId, 8e15));
    open();
    await pass(121);
    expect(asked()).toBe(1);
  });

  it('is left to the page that keeps it', async () => {
    const asked = answering(() => success(told()));
    note({ ...turn, claimUntil: inSeconds(5) });
    const leave = usePlaces.getState().attend(eventId);
    open(`/events/${eventId}`);
    await pass(60);
    expect(asked()).toBe(0);
    expect(said()).toEqual([]);
    act(leave);
    await pass(1);
    expect(asked()).toBe(1);
  });

  it.each(['waiting', 'turn'])(
    'says in the tab that is looked at that it was lost, once: %s',
    async (step) => {
      answering(() => success(told({ status: 'not_in_queue', position: 0 })));
      const look = hide();
      note(step === 'turn' ? { ...turn, claimUntil: inSeconds(30) } : {});
      open();
      await pass(40);
      expect(chip()).toBeNull();
      expect(said()).toEqual([]);
      act(look);
      expect(said()).toEqual([expect.stringMatching(`You are not in line for ${name} any more`)]);
      useToasts.setState({ toasts: [] });
      act(look);
      expect(said()).toEqual([]);
    },
  );

  it('stays while the server does not answer, which is then asked seldom', async () => {
    const asked = answering(() => failure(503, 'overloaded', 'Later.', { 'Retry-After': '60' }));
    note();
    open();
    await pass(75);
    expect(words()).toBe(`In line for ${name}`);
    expect(asked()).toBe(1);
  });

  it('is asked for again soon near the front when the server failed, and ever more seldom', async () => {
    const asked = answering(() => failure(500, 'internal', 'Broken.'));
    note({ position: 40, pollAfterMs: 1_000 });
    open();
    await pass(5);
    expect(asked()).toBeGreaterThanOrEqual(2);
    await pass(295);
    expect(asked()).toBeGreaterThanOrEqual(8);
    expect(asked()).toBeLessThanOrEqual(22);
  });

  it('leads to the seats while the window runs, except where its clock stands', () => {
    note(letIn);
    open();
    expect(words()).toBe(`Your turn 5:00 · ${name}`);
    expect(target()).toBe(`/events/${eventId}`);
    for (const path of [`/checkout/${eventId}`, `/events/${eventId}`]) open(path);
    expect(screen.getAllByRole('link')).toHaveLength(1);
    open(`/events/${eventId}/draw`);
    expect(screen.getAllByRole('link')).toHaveLength(2);
  });

  it('leaves it to the held seats of the same event', () => {
    note(letIn);
    useHolds.getState().keep({ eventId, seats: 2, expiresAt: inSeconds(600) });
    open();
    expect(chip()).toBeNull();
  });

  it('has its turn said though a window elsewhere ends sooner', () => {
    note({ ...letIn, eventId: '0000000000009', windowEndsAt: inSeconds(60) }, 'Night Parade');
    note(turn);
    open();
    expect(words()).toMatch(/^Your turn .* · Night Parade$/);
    expect(said()).toEqual([`It is your turn: ${name}`]);
  });

  it('comes after a turn elsewhere', () => {
    note();
    note({ ...turn, eventId: '0000000000009' }, 'Night Parade');
    open();
    expect(words()).toMatch(/^Your turn .* · Night Parade$/);
  });

  it.each([
    ['it was left', { status: 'not_in_queue', position: 0 }],
    ['the room is closed', { phase: 'closed' }],
  ] as const)('is gone when %s', async (_, part) => {
    answering(() => success(told(part)));
    note();
    open();
    await pass(21);
    expect(chip()).toBeNull();
  });

  it.each([turn, letIn])('is gone when its time is over: %o', async (part) => {
    answering(() => success(told({ status: 'not_in_queue', position: 0 })));
    note(part);
    open();
    expect(chip()).toBeTruthy();
    await pass(301);
    expect(chip()).toBeNull();
  });

  it.each([
    ['has paid', pay],
    ['has signed out', () => api.POST('/api/auth/logout')],
  ])('is gone when the fan %s', async (_, call) => {
    vi.useRealTimers();
    fakeServer({
      'POST /api/checkout': () => success(order({ eventId }), 201),
      'POST /api/auth/logout': () => success({ sessionId: 'another' }),
    });
    note({ ...letIn, windowEndsAt: new Date(Date.now() + 60_000).toISOString() });
    open();
    expect(chip()).toBeTruthy();
    await act(async () => void (await call()));
    await waitFor(() => expect(chip()).toBeNull());
  });

  it('stays when seats are paid for that were held before it', async () => {
    vi.useRealTimers();
    fakeServer({ 'POST /api/checkout': () => success(order({ eventId }), 201) });
    note();
    open();
    useHolds.getState().keep({ eventId, seats: 2, expiresAt: inSeconds(600) });
    await act(async () => void (await pay()));
    await waitFor(() => expect(useHolds.getState().holds).toEqual([]));
    expect(words()).toBe(`In line for ${name}`);
  });
});
