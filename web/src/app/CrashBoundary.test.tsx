import { act, cleanup, render, screen } from '@testing-library/react';
import { type ReactNode, Suspense } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { lazyPart } from '../lib/lazyPart';
import { CrashBoundary } from './CrashBoundary';

const Missing = lazyPart<() => null>(() =>
  Promise.reject(new TypeError('Failed to fetch dynamically imported module')),
);

function Broken(): null {
  throw new Error('A bug');
}

async function open(page: ReactNode) {
  await act(async () => {
    render(
      <CrashBoundary>
        <Suspense>{page}</Suspense>
      </CrashBoundary>,
    );
  });
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('a page that cannot be shown', () => {
  let isUp = false;
  const reload = vi.fn();
  const asked = vi.fn(async () => {
    if (!isUp) throw new TypeError('Failed to fetch');
    return new Response('<html></html>');
  });

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(console, 'error').mockImplementation(() => {});
    vi.spyOn(window.location, 'reload').mockImplementation(reload);
    vi.stubGlobal('fetch', asked);
    reload.mockClear();
    asked.mockClear();
    isUp = false;
  });

  it('is our fault only when it broke', async () => {
    await open(<Broken />);
    expect(screen.getByText('This page broke')).toBeTruthy();
    await pass(60_000);
    expect(asked).not.toHaveBeenCalled();
  });

  it('comes by itself as soon as the server is back, asked for ever more seldom', async () => {
    await open(<Missing />);
    expect(screen.getByRole('heading', { name: 'We cannot reach Fairgate' })).toBeTruthy();
    expect(screen.queryByText(/our fault/)).toBeNull();
    await pass(60_000);
    const { length } = asked.mock.calls;
    expect(length).toBeGreaterThan(2);
    expect(length).toBeLessThan(8);
    expect(reload).not.toHaveBeenCalled();
    isUp = true;
    await pass(40_000);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('comes by the button', async () => {
    await open(<Missing />);
    isUp = true;
    await act(async () => screen.getByRole('button', { name: 'Try now' }).click());
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('does not load itself over and over when a part is missing from a server that answers', async () => {
    isUp = true;
    await open(<Missing />);
    await pass(5_000);
    expect(reload).toHaveBeenCalledTimes(1);
    cleanup();
    await open(<Missing />);
    await pass(30_000);
    expect(reload).toHaveBeenCalledTimes(1);
    await pass(90_000);
    expect(reload).toHaveBeenCalledTimes(2);
  });
});
