import { describe, expect, it, vi } from 'vitest';
import { failure, fakeServer, success } from '../../testing/fakeServer';
import { ApiError, api, isAborted, retryAfterSeconds, unwrap } from './client';

const me = () => unwrap(api.GET('/api/auth/me'));
const failed = async (call: Promise<unknown>): Promise<ApiError> => {
  const problem = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(problem instanceof ApiError)) throw new Error(`Expected an ApiError, got ${String(problem)}`);
  return problem;
};

describe('the API client', () => {
  it('takes the data out of the envelope', async () => {
    fakeServer({ 'GET /api/auth/me': () => success({ sessionId: 'abc' }) });
    expect(await me()).toEqual({ sessionId: 'abc' });
  });

  it('turns a failure into a typed error', async () => {
    fakeServer({ 'GET /api/auth/me': () => failure(503, 'overloaded', 'Too busy.', { 'Retry-After': '3' }) });
    expect(await failed(me())).toMatchObject({
      status: 503,
      code: 'overloaded',
      message: 'Too busy.',
      retryAfterSeconds: 3,
    });
  });

  it('copes with an answer that is not ours', async () => {
    fakeServer({ 'GET /api/auth/me': () => new Response('<h1>Bad gateway</h1>', { status: 502 }) });
    expect(await failed(me())).toMatchObject({ status: 502, code: 'unexpected' });
    fakeServer({ 'GET /api/auth/me': () => new Response('<h1>Hello</h1>') });
    expect(await failed(me())).toMatchObject({ code: 'bad_answer' });
  });

  it('says offline when no answer comes', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const error = await failed(me());
    expect(error).toMatchObject({ status: 0, code: 'offline' });
    expect(error.isUnanswered).toBe(true);
  });

  it('tells a caller that gave up apart from a failure', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new DOMException('Aborted', 'AbortError')));
    await expect(me()).rejects.toSatisfy(isAborted);
  });
});

describe('Retry-After', () => {
  it('is a number of seconds or a date', () => {
    const now = Date.parse('2026-11-23T22:00:00Z');
    expect(retryAfterSeconds('120')).toBe(120);
    expect(retryAfterSeconds('Mon, 23 Nov 2026 22:00:30 GMT', now)).toBe(30);
    expect(retryAfterSeconds('later')).toBeUndefined();
    expect(retryAfterSeconds(null)).toBeUndefined();
  });
});
