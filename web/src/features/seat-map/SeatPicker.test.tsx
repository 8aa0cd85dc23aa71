import { act, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { event } from '../../testing/fixtures';
import { SeatPicker } from './SeatPicker';
import { makeSnapshot, makeStadium, makeStatuses } from './testing/stadium';

// No canvas here.
vi.mock('./SeatMap', () => ({ SeatMap: () => null }));

const plan = makeStadium(700);
const opened: string[] = [];
const asked: string[] = [];

class Stream {
  constructor(url: string) {
    opened.push(url);
  }
  addEventListener() {}
  close() {}
}

beforeEach(() => {
  vi.useFakeTimers();
  opened.length = 0;
  asked.length = 0;
  vi.stubGlobal('EventSource', Stream);
  vi.stubGlobal('fetch', async (request: Request | string) => {
    asked.push(String(request));
    return Response.json({ success: true, data: makeSnapshot(makeStatuses(plan)) });
  });
});

const open = (isOnlyLook: boolean) =>
  render(
    <SeatPicker
      event={event()}
      seatingPlan={plan}
      isOnlyLook={isOnlyLook}
      onCheckout={vi.fn()}
      onExpired={undefined}
    />,
  );
const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
const basket = () => screen.queryByRole('heading', { name: 'Your seats' });

describe('a look at seats', () => {
  it('opens no stream, and asks twice a minute', async () => {
    open(true);
    await pass(59);
    expect(opened).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it('gives the map the room of the basket that cannot come', async () => {
    const { container } = open(true);
    await pass(1);
    expect(basket()).toBeNull();
    expect(container.querySelector('[class*="alone"]')).toBeTruthy();
  });
});

describe('a choice of seats', () => {
  it('is kept up to date by a stream, beside a basket', async () => {
    const { container } = open(false);
    await pass(1);
    expect(opened).toHaveLength(1);
    expect(basket()).toBeTruthy();
    expect(container.querySelector('[class*="alone"]')).toBeNull();
  });
});
