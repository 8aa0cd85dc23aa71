import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes } from 'react-router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Toasts } from '../../components/Toasts';
import type { Schemas } from '../../lib/api/client';
import { useConfig } from '../../lib/config';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { event } from '../../testing/fixtures';
import { queued } from '../../testing/queueStatus';
import { keep } from './kept';
import type { QueueStatus } from './store';
import { receiptAt } from './testing/receipt';
import WaitingRoomPage from './WaitingRoomPage';

const { eventId } = queued();
const receipt = receiptAt('2026-11-24T09:00:00Z');

/** A room that says this to who joins, and that to who asks. */
function open(
  joined: Partial<QueueStatus>,
  asked: Partial<QueueStatus> = joined,
  eventIs = event(),
  join = () => success(queued(joined)),
  config: Partial<Schemas['Config']> | Promise<never> = {},
) {
  const server = fakeServer({
    [`GET /api/events/${eventId}`]: () => success(eventIs),
    [`POST /api/queue/${eventId}/join`]: () => join(),
    [`GET /api/queue/${eventId}/status`]: () => success(queued(asked)),
    [`POST /api/queue/${eventId}/leave`]: () => success(queued({ status: 'not_in_queue' })),
    'GET /api/config': async () => success({ receiptPublicKey: 'K'.repeat(43), ...(await config) }),
  });
  const page = render(
    <MemoryRouter initialEntries={[`/events/${eventId}/queue`]}>
      <Routes>
        <Route path="/events/:eventId/queue" element={<WaitingRoomPage />} />
        <Route path="/events/:eventId" element={<p>The event</p>} />
      </Routes>
      <Toasts />
    </MemoryRouter>,
  );
  return { server, page };
}

const click = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const before = { phase: 'before_draw', position: 0, serverNow: '2026-11-24T09:00:00Z' } as const;

describe('the explanation of the draw', () => {
  it('leads to what it proves and what it does not', async () => {
    open({ ...before });
    const link = await screen.findByText('What this proves, and what it does not');
    expect(link.getAttribute('href')).toBe(`/events/${event().id}/draw#proven`);
  });
});

describe('the receipt', () => {
  it('stays though only the answer to joining has it, also after a reload', async () => {
    const { page } = open({ ...before, receipt });
    expect(await screen.findByText(receipt)).toBeTruthy();
    document.dispatchEvent(new Event('visibilitychange'));
    await screen.findByText('Last updated 0 s ago');
    expect(screen.getByText(receipt)).toBeTruthy();
    page.unmount();
    open({ ...before, receipt: receiptAt('2026-11-24T09:40:00Z') });
    expect(await screen.findByText(receipt)).toBeTruthy();
  });

  it('can be copied, and saved as a file with all that a check needs', async () => {
    const user = userEvent.setup();
    const saved: Blob[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      saved.push(blob as Blob);
      return 'blob:receipt';
    });
    open({ ...before, receipt });
    await user.click(await screen.findByText('Proof that you joined'));
    await user.click(screen.getByRole('button', { name: 'Copy receipt' }));
    expect(await navigator.clipboard.readText()).toBe(receipt);
    await user.click(screen.getByRole('button', { name: 'Save as a file' }));
    await vi.waitFor(() => expect(saved).toHaveLength(1));
    const text = await saved[0]?.text();
    for (const part of [receipt, queued().commitment, 'K'.repeat(43), 'verify-queue'])
      expect(text).toContain(part);
    vi.restoreAllMocks();
  });

  it('goes with a place that is given up before the draw', async () => {
    open({ ...before, receipt });
    await click('Leave the waiting room');
    await click('Give it up');
    await screen.findByText('The event');
    expect(localStorage.getItem(`fairgate.queue.${eventId}`)).not.toContain(receipt);
  });

  it('warns when the fingerprint is another one than before', async () => {
    keep(queued(before));
    open({ ...before, commitment: 'd'.repeat(64) });
    expect(
      await screen.findByText(/It is another one than this browser was shown before: cccc/),
    ).toBeTruthy();
  });
});

describe('a closed room', () => {
  it.each([
    ['cancelled', 'This event was cancelled. Nobody is let in any more.'],
    ['completed', 'This event is over. Nobody is let in any more.'],
  ] as const)('says that the event is %s to who comes first now', async (status, words) => {
    open({ status: 'not_in_queue', phase: 'closed', position: 0 }, undefined, event({ status }));
    expect(await screen.findByText(words)).toBeTruthy();
    expect(screen.queryByText(/You are not in line any more/)).toBeNull();
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.queryByText(/Your place is saved/)).toBeNull();
    expect(screen.getByRole('link', { name: 'Browse events' })).toBeTruthy();
  });

  it('says so to who still waits', async () => {
    open({ phase: 'closed', position: 4 });
    expect(await screen.findByText(/Nobody is let in any more/)).toBeTruthy();
    expect(screen.queryByText(/people ahead of you/)).toBeNull();
  });
});

describe('a room that is open', () => {
  it('says where one is, that the seats open by themselves, and what they are worth waiting for', async () => {
    open({ position: 9 });
    expect(await screen.findByRole('heading', { name: "You're in the Queue" })).toBeTruthy();
    expect(screen.getByText(/We'll redirect you automatically/)).toBeTruthy();
    const facts = screen.getByRole('list', { name: 'About the event' }).textContent?.replace(/\s/g, ' ');
    expect(facts).toContain('Fri, Mar 12, 2027, 7:30 PM');
    expect(facts).toContain('Meridian Arena, London');
    expect(facts).toContain('$131.25 with all fees');
  });

  it.each([true, false])('offers a look at the seats unless they are guarded: %s', async (seatMapGuarded) => {
    const join = () => success(queued({ position: 9 }));
    open({ position: 9 }, undefined, event(), join, { seatMapGuarded });
    await screen.findByText(/Your place is saved/);
    await vi.waitFor(() => expect(useConfig.getState().config).toBeDefined());
    const link = screen.queryByRole('link', { name: 'Look at the seats' });
    expect(link?.getAttribute('href')).toBe(seatMapGuarded ? undefined : `/events/${eventId}?look`);
  });

  it('keeps the line of that offer until it is known', async () => {
    const join = () => success(queued({ position: 9 }));
    open({ position: 9 }, undefined, event(), join, new Promise(() => {}));
    await screen.findByText(/Your place is saved/);
    expect(screen.getByText('Look at the seats').parentElement?.className).toContain('unknown');
  });

  it('asks before a place is given up, and keeps it for who thinks better of it', async () => {
    const { server } = open({ position: 9 });
    const leaving = () => server.to(`POST /api/queue/${eventId}/leave`);
    await click('Leave the waiting room');
    await screen.findByText(/You cannot have it back/);
    await click('Keep my place');
    expect(leaving()).toEqual([]);
    expect(screen.getByText('people ahead of you')).toBeTruthy();
    await click('Leave the waiting room');
    await click('Give it up');
    await screen.findByText('The event');
    expect(leaving()).toHaveLength(1);
  });

  it('takes back who missed their turn, at the end', async () => {
    const { server } = open({ position: 9 }, { status: 'not_in_queue', position: 0 });
    await screen.findByText('8');
    document.dispatchEvent(new Event('visibilitychange'));
    await screen.findByText(/You are not in line any more: your turn went by/);
    expect(screen.queryByText(/Your place is saved/)).toBeNull();
    await click('Join again, at the end');
    expect(await screen.findByText('8')).toBeTruthy();
    expect(server.to(`POST /api/queue/${eventId}/join`)).toHaveLength(2);
  });

  it('keeps its bar through a reload', async () => {
    const { page } = open({ position: 101 });
    await screen.findByText('100');
    page.unmount();
    open({ position: 26 });
    const bar = await screen.findByRole<HTMLProgressElement>('progressbar', { name: 'Way to the front' });
    expect(bar.value).toBeCloseTo(0.75);
  });

  it('lets fans stay when it is sold out', async () => {
    open({ phase: 'sold_out', seatsLeft: 0 });
    expect(await screen.findByText(/seats that come back go to the next in line/)).toBeTruthy();
    expect(screen.queryByText(/Estimated wait/)).toBeNull();
  });

  it('promises no seats before the sale', async () => {
    open(before);
    expect(await screen.findByText('100 seats go on sale. 9 people wait.')).toBeTruthy();
  });
});

describe('a join that is refused', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-24T10:01:00Z') }));
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  const tryNow = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Try now' });
  const joins = (server: ReturnType<typeof open>['server']) => server.to(`POST /api/queue/${eventId}/join`);

  it('says when it is tried again, and is tried then', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    let answer = failure(429, 'too_fast', 'Too many people join from here.', { 'Retry-After': '20' });
    const { server } = open({}, {}, event(), () => answer.clone() as Response);
    await pass(100);
    expect(screen.getByRole('alert').textContent).toBe('Too many people join from here.');
    expect(screen.getByText(/tries again by itself in 25 seconds/)).toBeTruthy();
    expect(tryNow().disabled).toBe(true);
    await pass(15_000);
    expect(screen.getByText(/tries again by itself in 10 seconds/)).toBeTruthy();
    answer = success(queued());
    await pass(11_000);
    expect(joins(server)).toHaveLength(2);
    expect(screen.getByText('people ahead of you')).toBeTruthy();
    vi.restoreAllMocks();
  });

  it('is tried by the button as soon as the server allows it', async () => {
    let answer = failure(429, 'too_fast', 'Too many people join from here.', { 'Retry-After': '20' });
    const { server } = open({}, {}, event(), () => answer.clone() as Response);
    await pass(19_000);
    document.dispatchEvent(new Event('visibilitychange'));
    await pass(10);
    expect(joins(server)).toHaveLength(1);
    await pass(1_100);
    answer = success(queued());
    act(() => tryNow().click());
    await pass(100);
    expect(joins(server)).toHaveLength(2);
    expect(screen.getByText('people ahead of you')).toBeTruthy();
  });

  it('is tried by the button at once when the server failed', async () => {
    const { server } = open({}, {}, event(), () => failure(500, 'internal', 'Something went wrong.'));
    await pass(100);
    expect(tryNow().disabled).toBe(false);
    act(() => tryNow().click());
    await pass(100);
    expect(joins(server)).toHaveLength(2);
  });
});

describe('a draw that takes in a beacon', () => {
  const beacon = { source: 'drand quicknet', round: 4_711, waitUntil: '2026-11-24T10:30:00Z' };
  const latest = new Date(beacon.waitUntil).toLocaleTimeString('en', { hour: 'numeric', minute: '2-digit' });

  it('is explained before the sale', async () => {
    open({ ...before, opensAt: '2126-11-24T10:00:00Z', beacon });
    expect(
      await screen.findByText(/also takes in a public random value .* round 4711 of drand quicknet/),
    ).toBeTruthy();
    expect(screen.getByText('I have an access code')).toBeTruthy();
    expect(screen.getByRole('timer')).toBeTruthy();
  });

  it('says what it waits for when the list is closed, without a clock that stands still', async () => {
    keep(queued({ ...before, receipt }));
    open({ phase: 'before_draw', position: 0, beacon });
    const words = `The list is closed, and you are on it. The order waits for the public random value of round 4711 of drand quicknet, until ${latest} at the latest.`;
    expect(await screen.findByText(words)).toBeTruthy();
    expect(screen.queryByRole('timer')).toBeNull();
    expect(screen.queryByText('I have an access code')).toBeNull();
  });

  it('does not tell a late comer that they are on the list', async () => {
    open({ phase: 'before_draw', position: 0, receipt: receiptAt('2026-11-24T10:01:00Z') });
    expect(await screen.findByText('The list is closed. The order is being drawn.')).toBeTruthy();
  });
});
