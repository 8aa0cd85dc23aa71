import { act, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ReservationTimer } from './ReservationTimer';

const start = Date.parse('2026-11-23T22:00:00Z');
/** The clock is read shortly after each second turns. */
const afterTheTickMs = 10;
const inSeconds = (seconds: number) => new Date(start + seconds * 1000);
const pass = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000 + afterTheTickMs));
const clock = () => screen.getByRole('timer').textContent;
const isUrgent = () => document.querySelector('[data-urgent]')?.getAttribute('data-urgent');

describe('the reservation timer', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
  });

  it('shows minutes and seconds and counts by the clock', () => {
    render(<ReservationTimer expiresAt={inSeconds(525)} onExpire={() => {}} />);
    expect(clock()).toBe('8:45');
    pass(5);
    expect(clock()).toBe('8:40');
  });

  it('is right again at once after the tab slept', () => {
    render(<ReservationTimer expiresAt={inSeconds(600)} onExpire={() => {}} />);
    // The phone was locked: time went by, and no timer ran.
    vi.setSystemTime(start + 400_000);
    act(() => document.dispatchEvent(new Event('visibilitychange')));
    expect(clock()).toBe('3:20');
  });

  it('turns red below two minutes, not at them', () => {
    render(<ReservationTimer expiresAt={inSeconds(121)} onExpire={() => {}} />);
    pass(1);
    expect([clock(), isUrgent()]).toEqual(['2:00', 'false']);
    pass(1);
    expect([clock(), isUrgent()]).toEqual(['1:59', 'true']);
  });

  it('says the time aloud at five, two and one minute and thirty seconds, and not otherwise', () => {
    render(<ReservationTimer expiresAt={inSeconds(302)} onExpire={() => {}} />);
    const spoken = () => screen.getByRole('status').textContent;
    expect(spoken()).toBe('');
    pass(3);
    expect(spoken()).toContain('5 minutes');
    pass(178);
    expect(spoken()).toContain('5 minutes');
    pass(1);
    expect(spoken()).toContain('2 minutes');
    pass(60);
    expect(spoken()).toContain('1 minute.');
    pass(30);
    expect(spoken()).toContain('30 seconds');
  });

  it('tells once that the time is over, and anew for a new deadline', () => {
    const onExpire = vi.fn();
    const { rerender } = render(<ReservationTimer expiresAt={inSeconds(2)} onExpire={onExpire} />);
    pass(1);
    expect(onExpire).not.toHaveBeenCalled();
    pass(5);
    expect(onExpire).toHaveBeenCalledTimes(1);
    rerender(<ReservationTimer expiresAt={inSeconds(10)} onExpire={onExpire} />);
    pass(10);
    expect(onExpire).toHaveBeenCalledTimes(2);
  });
});
