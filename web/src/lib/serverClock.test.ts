import { describe, expect, it } from 'vitest';
import { createServerClock } from './serverClock';

const at = (ms: number) => new Date(ms).toISOString();

describe('the server clock', () => {
  it('follows a server whose clock is ahead', () => {
    const clock = createServerClock(() => 10_000);
    clock.observe(at(70_000), 10_000, 10_000);
    expect(clock.now()).toBe(70_000);
  });

  it('puts the server’s word in the middle of the round trip', () => {
    const clock = createServerClock(() => 1_000);
    clock.observe(at(100_000), 0, 1_000);
    expect(clock.now()).toBe(100_500);
  });

  it('trusts the quickest answer over a slow one', () => {
    const clock = createServerClock(() => 0);
    clock.observe(at(5_000), 0, 20);
    // Two seconds under way: the truth may be anywhere within them.
    clock.observe(at(5_600), 0, 2_000);
    expect(clock.now()).toBe(4_990);
  });

  it('lets a slow answer replace one that is old', () => {
    const clock = createServerClock(() => 0);
    clock.observe(at(5_000), 0, 20);
    clock.observe(at(200_000), 100_000, 100_400);
    expect(clock.now()).toBe(99_800);
  });

  it('notices at once that the local clock was set', () => {
    const clock = createServerClock(() => 0);
    clock.observe(at(5_000), 0, 20);
    clock.observe(at(3_605_000), 1_000, 1_100);
    expect(clock.now()).toBe(3_605_000 - 1_050);
  });

  it('ignores what is no time', () => {
    const clock = createServerClock(() => 7);
    clock.observe('soon', 0, 1);
    expect(clock.now()).toBe(7);
  });
});
