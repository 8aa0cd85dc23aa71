import { describe, expect, it } from 'vitest';
import { detailAt, pixelRatioFor } from './detail';

describe('the level of detail', () => {
  it('shows sections below 3 px a seat and seats from there on', () => {
    expect(detailAt(2.99).level).toBe('sections');
    expect(detailAt(3).level).toBe('seats');
  });

  it('writes seat numbers from 15 px on', () => {
    expect(detailAt(14.9).seatNumbers).toBe(false);
    expect(detailAt(15).seatNumbers).toBe(true);
  });

  it('lets the names fade as seats grow, first where they cover some', () => {
    expect(detailAt(5).sectionNames).toEqual({ overSeats: 1, besideSeats: 1 });
    expect(detailAt(8).sectionNames.overSeats).toBeLessThan(0.5);
    expect(detailAt(9).sectionNames).toEqual({ overSeats: 0, besideSeats: 1 });
    expect(detailAt(13).sectionNames).toEqual({ overSeats: 0, besideSeats: 0 });
  });

  it('lets the tint fade as seats grow, without a jump where they appear', () => {
    expect(detailAt(3).tint).toBe(1);
    expect(detailAt(5).tint).toBeGreaterThan(detailAt(7).tint);
    expect(detailAt(20).tint).toBe(0);
  });
});

describe('the pixel ratio', () => {
  it('is capped at 2 when idle and 1 while moving', () => {
    const phone = { width: 390, height: 600 };
    expect(pixelRatioFor(phone, 3, false)).toBe(2);
    expect(pixelRatioFor(phone, 3, true)).toBe(1);
    expect(pixelRatioFor(phone, 1, false)).toBe(1);
  });

  it('never asks for more than four megapixels', () => {
    const wall = { width: 3840, height: 2160 };
    const ratio = pixelRatioFor(wall, 2, false);
    expect(wall.width * wall.height * ratio * ratio).toBeLessThanOrEqual(4_000_001);
  });
});
