import { describe, expect, it } from 'vitest';
import { clearWidth } from './geometry';

describe('clearWidth', () => {
  const wedge = [0, 0, 100, 0, 50, 100];

  it('is twice the way to the nearer edge at that height', () => {
    expect(clearWidth([0, 0, 40, 0, 40, 10, 0, 10], 10, 5)).toBe(20);
    expect(clearWidth(wedge, 50, 20)).toBeCloseTo(80);
    expect(clearWidth(wedge, 50, 80)).toBeCloseTo(20);
  });

  it('is nothing outside', () => {
    expect(clearWidth(wedge, 200, 20)).toBe(0);
  });
});
