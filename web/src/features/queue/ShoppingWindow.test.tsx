import { act, render, screen } from '@testing-library/react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeServer, success } from '../../testing/fakeServer';
import { event, reservation } from '../../testing/fixtures';
import { queued } from '../../testing/queueStatus';
import { QueueGate } from './QueueGate';
import { ShoppingWindow } from './ShoppingWindow';
import type { QueueStatus } from './store';
import WaitingRoomPage from './WaitingRoomPage';

const start = Date.parse('2026-11-24T10:01:00Z');
const inSeconds = (seconds: number) => new Date(start + seconds * 1_000).toISOString();
const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1_000 + 10));
const show = event({ highDemand: true });

beforeEach(() => void vi.useFakeTimers({ now: start }));

describe('the shopping window', () => {
  it('warns in its last two minutes, aloud too', async () => {
    fakeServer({ 'GET /api/config': () => success({ holdSeconds: 90 }) });
    render(<ShoppingWindow endsAt={inSeconds(122)} onEnd={() => {}} />);
    await pass(0);
    expect(screen.getByText('Then you have 1 minute and 30 seconds to pay.')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toBe('');
    await pass(2);
    expect(screen.getByText(/^Reserve them now/)).toBeTruthy();
    expect(screen.getByRole('status').textContent).toContain('Less than two minutes');
  });

  it('ends once', async () => {
    fakeServer({});
    const onEnd = vi.fn();
    render(<ShoppingWindow endsAt={inSeconds(2)} onEnd={onEnd} />);
    await pass(10);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });
});

/** A fan who is in for two seconds more; then the server says `after`. */
async function stayTooLong(after: Partial<QueueStatus>, held: ReturnType<typeof reservation> | null = null) {
  const isOver = () => Date.now() >= start + 2_000;
  const now = () => new Date().toISOString();
  const server = fakeServer({
    [`GET /api/events/${show.id}`]: () => success(show),
    [`GET /api/queue/${show.id}/status`]: () =>
      success(
        queued({
          position: 0,
          serverNow: now(),
          ...(isOver()
            ? { status: 'not_in_queue', ...after }
            : { status: 'active', windowEndsAt: inSeconds(2) }),
        }),
      ),
    [`POST /api/queue/${show.id}/join`]: () => success(queued({ serverNow: now() })),
    'GET /api/reservations/current': () => success({ reservation: held, serverNow: now() }),
  });
  render(
    <MemoryRouter initialEntries={[`/events/${show.id}`]}>
      <Routes>
        <Route path="/events/:eventId" element={<QueueGate event={show}>{() => <p>Seats</p>}</QueueGate>} />
        <Route path="/events/:eventId/queue" element={<WaitingRoomPage />} />
      </Routes>
    </MemoryRouter>,
  );
  await pass(0);
  expect(screen.getByText('Seats')).toBeTruthy();
  await pass(3);
  return server;
}

const joinAgain = () => screen.queryByRole('button', { name: 'Join again' });

describe('the end of the shopping window', () => {
  it('is explained, and puts nobody in line again who does not ask for it', async () => {
    const server = await stayTooLong({});
    expect(screen.getByRole('heading', { name: 'Your time to choose is over' })).toBeTruthy();
    expect(screen.getByText(/You have reserved no seats/)).toBeTruthy();
    await pass(60);
    expect(server.to(`POST /api/queue/${show.id}/join`)).toEqual([]);
    act(() => joinAgain()?.click());
    await pass(1);
    expect(server.to(`POST /api/queue/${show.id}/join`)).toHaveLength(1);
    expect(screen.getByText('people ahead of you')).toBeTruthy();
  });

  it('leads to the payment of what was reserved in time', async () => {
    await stayTooLong({}, reservation({ eventId: show.id, expiresAt: inSeconds(500) }));
    const pay = screen.getByRole('link', { name: 'Pay for your 2 seats' });
    expect(pay.getAttribute('href')).toBe(`/checkout/${show.id}`);
    expect(screen.getByRole('timer').textContent).toMatch(/^8:1\d$/);
  });

  it('is no way back into a sale that has ended', async () => {
    await stayTooLong({ phase: 'closed' });
    expect(screen.getByText('The sale has ended.')).toBeTruthy();
    expect(joinAgain()).toBeNull();
  });

  it('leads back to who is in, as when the way is walked again', async () => {
    await stayTooLong({ status: 'active', windowEndsAt: inSeconds(600) });
    expect(screen.getByText('Seats')).toBeTruthy();
  });
});
