import { act, renderHook } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { useTryAgain } from './useTryAgain';

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

it('goes on in one row of tries when the network comes back during one of them', async () => {
  vi.useFakeTimers();
  // Pauses of 2, 4, 8 and 16 s.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const attempt = vi.fn(
    () => new Promise<boolean>((_, reject) => setTimeout(() => reject(new Error('Away')), 1_000)),
  );
  renderHook(() => useTryAgain(true, attempt));
  await pass(2_500);
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('online'));
  expect(attempt).toHaveBeenCalledTimes(3);
  await pass(16_500);
  expect(attempt).toHaveBeenCalledTimes(3);
  await pass(1_000);
  expect(attempt).toHaveBeenCalledTimes(4);
});

it('stops when it has succeeded or is not wanted any more', async () => {
  vi.useFakeTimers();
  const attempt = vi.fn(async () => true);
  const { result, rerender } = renderHook(({ isWanted }) => useTryAgain(isWanted, attempt), {
    initialProps: { isWanted: true },
  });
  await pass(60_000);
  expect(attempt).toHaveBeenCalledTimes(1);
  rerender({ isWanted: false });
  await result.current();
  window.dispatchEvent(new Event('online'));
  await pass(60_000);
  expect(attempt).toHaveBeenCalledTimes(1);
});
