import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { event, reservation } from '../../testing/fixtures';
import { createPicker } from './picker';
import type { SeatApi } from './selection/store';
import { Tray } from './Tray';
import { makeTheatre } from './testing/theatre';

const serverNow = new Date().toISOString();
const held = (seatIds: string[]) => reservation({ seatIds, seats: [] });

/** The basket over a server that holds what it is asked for, and `best` when it may choose. */
function show(best: string[] = []) {
  let mine: string[] = [];
  const hold = (seatIds: string[]) => {
    mine = [...mine, ...seatIds];
    return { reservation: held(mine), serverNow, unavailableSeats: [] };
  };
  const api: SeatApi = {
    reserve: async (_, seatIds) => hold(seatIds),
    best: async () => hold(best),
    async release(_, seatIds) {
      mine = seatIds === undefined ? [] : mine.filter((seat) => !seatIds.includes(seat));
      return mine.length > 0 ? { serverNow, reservation: held(mine) } : { serverNow };
    },
    current: async () => ({ serverNow }),
  };
  const picker = createPicker(event(), makeTheatre(), api);
  const onCheckout = vi.fn();
  render(<Tray picker={picker} version={1} onShow={vi.fn()} onCheckout={onCheckout} onExpire={vi.fn()} />);
  return { picker, onCheckout };
}

const said = () => screen.getAllByRole('status').map((region) => region.textContent);
const heading = () => screen.getByRole('heading', { name: 'Your seats' });
const bin = (seat: number) =>
  screen.getByRole('button', { name: `Remove Stalls centre, row A, seat ${seat}` });
const find = () => userEvent.click(screen.getByRole('button', { name: /^Find \d seats?$/ }));

describe('the basket keeps the focus and says what happened', () => {
  it('after seats were found', async () => {
    show(['4', '5']);
    await find();
    await waitFor(() => expect(document.activeElement).toBe(heading()));
    expect(said()).toContain('2 seats held: Stalls centre, row A, seats 5 and 6.');
  });

  it('after a seat was removed: on the next bin, then on the one before, then on the heading', async () => {
    const { picker } = show(['4', '5']);
    act(() => void picker.store.getState().addSeat('7'));
    await find();
    await userEvent.click(bin(8));
    await waitFor(() => expect(document.activeElement).toBe(bin(5)));
    expect(said()).toContain('Stalls centre, row A, seat 8 removed. You have 2 seats left.');
    await userEvent.click(bin(6));
    await waitFor(() => expect(document.activeElement).toBe(bin(5)));
    await userEvent.click(bin(5));
    await waitFor(() => expect(document.activeElement).toBe(heading()));
    expect(said()).toContain('Stalls centre, row A, seat 5 removed. You have no seats now.');
  });

  it('after everything was let go', async () => {
    show(['4', '5']);
    await find();
    await userEvent.click(await screen.findByRole('button', { name: 'Clear' }));
    const again = await screen.findByRole('button', { name: /^Find \d seats?$/ });
    await waitFor(() => expect(document.activeElement).toBe(again));
    expect(said()).toContain('All seats removed.');
  });
});

describe('seats that are not together', () => {
  it('are called so, and can be let go at once', async () => {
    const { picker } = show(['4', '5', '20']);
    await find();
    await screen.findByText('No 3 together are free: these are in 2 places.');
    await userEvent.click(screen.getByRole('button', { name: 'Let them go' }));
    const again = await screen.findByRole('button', { name: /^Find \d seats?$/ });
    await waitFor(() => expect(document.activeElement).toBe(again));
    expect(picker.store.getState().selectedSeats).toEqual([]);
    expect(said()).toContain('3 seats removed. You have no seats now.');
  });

  it('can be kept', async () => {
    const { picker } = show(['4', '5', '20']);
    await find();
    await userEvent.click(await screen.findByRole('button', { name: 'Keep them' }));
    expect(screen.queryByRole('button', { name: 'Keep them' })).toBeNull();
    expect(document.activeElement).toBe(heading());
    expect(picker.store.getState().selectedSeats).toHaveLength(3);
  });

  it('say nothing where all stand side by side', async () => {
    show(['4', '5']);
    await find();
    await screen.findByRole('button', { name: 'Continue to checkout' });
    expect(screen.queryByRole('button', { name: 'Keep them' })).toBeNull();
  });
});
