import { describe, expect, it, vi } from 'vitest';
import { ApiError } from './client';
import { retryingRead } from './retry';

const busy = (retryAfter?: number) => new ApiError(503, 'overloaded', 'Busy.', undefined, retryAfter);

describe('a read that is repeated', () => {
  it('waits as long as the server asks', async () => {
    vi.useFakeTimers();
    const read = vi.fn().mockRejectedValueOnce(busy(2)).mockResolvedValue('seats');
    const result = retryingRead(read);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(await result).toBe('seats');
  });

  it('gives up after three attempts', async () => {
    vi.useFakeTimers();
    const read = vi.fn().mockRejectedValue(busy());
    const result = expect(retryingRead(read)).rejects.toMatchObject({ status: 503 });
    await vi.runAllTimersAsync();
    await result;
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('does not repeat what will not change', async () => {
    const read = vi.fn().mockRejectedValue(new ApiError(404, 'not_found', 'No.'));
    await expect(retryingRead(read)).rejects.toMatchObject({ status: 404 });
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('rather says so than makes people wait for a minute', async () => {
    const read = vi.fn().mockRejectedValue(busy(60));
    await expect(retryingRead(read)).rejects.toMatchObject({ status: 503 });
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('stops when nobody waits any more', async () => {
    vi.useFakeTimers();
    const abort = new AbortController();
    const read = vi.fn().mockRejectedValue(busy(2));
    const result = expect(retryingRead(read, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await vi.advanceTimersByTimeAsync(10);
    abort.abort();
    await result;
    expect(read).toHaveBeenCalledTimes(1);
  });
});
