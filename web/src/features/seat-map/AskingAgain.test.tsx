import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AskingAgain } from './AskingAgain';

const start = Date.parse('2026-11-23T22:00:00Z');
/** The clock is read shortly after each second turns. */
const afterTheTickMs = 10;

describe('the note of the next try', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
  });

  it('counts down to it, and says so once to whoever listens', () => {
    render(<AskingAgain at={start + 3_000} onStop={() => {}} />);
    expect(screen.getByRole('status').textContent).toContain('We ask again for you.');
    expect(screen.getByText('In 3 seconds')).toBeDefined();
    act(() => vi.advanceTimersByTime(2_000 + afterTheTickMs));
    expect(screen.getByText('In 1 second')).toBeDefined();
  });

  it('lets the shopper stop it', () => {
    const onStop = vi.fn();
    render(<AskingAgain at={start + 3_000} onStop={onStop} />);
    fireEvent.click(screen.getByRole('button', { name: 'Stop asking' }));
    expect(onStop).toHaveBeenCalledOnce();
  });
});
