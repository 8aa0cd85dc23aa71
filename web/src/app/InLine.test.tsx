import { act, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useToasts } from '../components/toasts';
import { api, type Schemas } from '../lib/api/client';
import { useHolds } from '../lib/holds';
import { usePlaces } from '../lib/places';
import { failure, fakeServer, success } from '../testing/fakeServer';
import { event, order } from '../testing/fixtures';
import { InLine } from './InLine';

const { id: eventId, name } = event();
const start = Date.parse('2026-11-24T10:01:00Z');
const inSeconds = (seconds: number) => new Date(start + seconds * 1_000).toISOString();
const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
const chip = () => screen.queryByRole('link');
const words = () => chip()?.textContent;
const target = () => chip()?.getAttribute('href');

beforeEach(() => void vi.useFakeTimers({ now: start }));

function told(part: Partial<Schemas['QueueStatus']> = {}): Schemas['QueueStatus'] {
  return {
    eventId,
    status: 'queued',
    phase: 'open',
    accountsOnly: false,
    position: 5_000,
    estimatedWait: 60,
    estimatedWaitMin: 60,
    waiting: 9_000,
    seatsLeft: 100,
    canEnter: false,
    opensAt: inSeconds(-60),
    serverNow: new Date().toISOString(),
    pollAfterMs: 20_000,
    entrantId: '0123456789abcdef0123456789abcdef',
    commitment: 'c'.repeat(64),
    ...part,
  };
}

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

function answering(answer: () => Response) {
  const server = fakeServer({ [`GET /api/queue/${eventId}/status`]: answer });
  return () => server.to(`GET /api/queue/${eventId}/status`).length;
}

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
    expect(words()).toMatch(/^Your turn: Aurora Lights Tour (1:59|2:00)$/);
    expect(target()).toBe(`/events/${eventId}/queue`);
    const said = () => useToasts.getState().toasts.map(({ text }) => text);
    expect(said()).toEqual([`It is your turn: ${name}`]);
    await pass(60);
    expect(asked()).toBe(4);
    expect(said()).toHaveLength(1);
    await pass(60);
    expect(said()).toEqual([]);
  });

  it('is not asked for while nobody looks, or another tab has just done so', async () => {
    const asked = answering(() => success(told()));
    const looks = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    note();
    open();
    await pass(100);
    expect(asked()).toBe(0);
    act(() => usePlaces.getState().askLater(eventId, Date.now() + 5_000));
    looks.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    await pass(4);
    expect(asked()).toBe(0);
    await pass(2);
    expect(asked()).toBe(1);
  });

  it('stays while the server does not answer, which is then asked seldom', async () => {
    const asked = answering(() => failure(503, 'overloaded', 'Later.', { 'Retry-After': '60' }));
    note();
    open();
    await pass(75);
    expect(words()).toBe(`In line for ${name}`);
    expect(asked()).toBe(1);
  });

  it('leads to the seats while the window runs, except from their own pages', () => {
    note(letIn);
    open();
    expect(words()).toBe(`Your turn: ${name} 5:00`);
    expect(target()).toBe(`/events/${eventId}`);
    open(`/checkout/${eventId}`);
    expect(screen.getAllByRole('link')).toHaveLength(1);
  });

  it('leaves it to the held seats of the same event', () => {
    note(letIn);
    useHolds.getState().keep({ eventId, seats: 2, expiresAt: inSeconds(600) });
    open();
    expect(chip()).toBeNull();
  });

  it('comes after a turn elsewhere', () => {
    note();
    note({ ...turn, eventId: '0000000000009' }, 'Night Parade');
    open();
    expect(words()).toMatch(/^Your turn: Night Parade/);
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
    note(part);
    open();
    expect(chip()).toBeTruthy();
    await pass(301);
    expect(chip()).toBeNull();
  });

  it.each([
    [
      'has paid',
      () =>
        api.POST('/api/checkout', {
          body: { eventId, idempotencyKey: 'k'.repeat(8), paymentMethod: { type: 'token', token: 't' } },
        }),
    ],
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
});
