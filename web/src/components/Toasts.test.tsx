import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Toasts } from './Toasts';
import { toast, useToasts } from './toasts';

const say = (run: () => void) => act(run);

describe('toasts', () => {
  it('are announced in one region that is there before them', () => {
    render(<Toasts />);
    const region = screen.getByRole('status');
    say(() => toast.success('Your seats are released.'));
    expect(region.textContent).toContain('Your seats are released.');
  });

  it('leave by themselves, unless they ask for something', () => {
    vi.useFakeTimers();
    render(<Toasts />);
    say(() => {
      toast.info('Short');
      toast.error('Long', { action: { label: 'Try again', run: () => {} } });
    });
    act(() => vi.advanceTimersByTime(60_000));
    expect(screen.queryByText('Short')).toBeNull();
    expect(screen.getByText('Long')).toBeTruthy();
  });

  it('run their action once and go', async () => {
    const run = vi.fn();
    render(<Toasts />);
    say(() => toast.error('It failed', { action: { label: 'Try again', run } }));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(run).toHaveBeenCalledTimes(1);
    expect(screen.queryByText('It failed')).toBeNull();
  });

  it('say the same thing once, and few things at a time', () => {
    render(<Toasts />);
    say(() => {
      for (const text of ['a', 'b', 'c', 'd', 'e', 'e']) toast.info(text);
    });
    expect(screen.getAllByRole('button', { name: 'Dismiss message' })).toHaveLength(4);
    expect(screen.queryByText('a')).toBeNull();
    expect(screen.getAllByText('e')).toHaveLength(1);
  });

  it('that are hints stay behind with their page; what went wrong comes along', () => {
    render(<Toasts />);
    say(() => {
      toast.info('You can choose at most 6 seats.');
      toast.error('Your time is up.');
    });
    say(() => useToasts.getState().leavePage());
    expect(screen.queryByText('You can choose at most 6 seats.')).toBeNull();
    expect(screen.getByText('Your time is up.')).toBeTruthy();
  });
});
