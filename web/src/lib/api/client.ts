import createClient from 'openapi-fetch';
import { holdsWatch } from '../holds';
import { observeServerClock } from '../serverClock';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** How long an answer may take before it counts as lost. Longer than the server's own limit for a payment. */
const answerTimeoutMs = 40_000;

/** `status` 0: no answer came at all. `code` is the server's stable word, or `offline`, `timeout`, `bad_answer`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, message: string, details?: unknown, retryAfterSeconds?: number) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Nothing came back, so the request may or may not have had its effect. */
  get isUnanswered(): boolean {
    return this.status === 0;
  }
}

/** Sends requests typed by the server's own description; wrap every call in `unwrap`. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  credentials: 'same-origin',
  headers: { 'Content-Type': 'application/json' },
  fetch: (request) => {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(answerTimeoutMs)]);
    return globalThis.fetch(request, { signal });
  },
});

api.use(holdsWatch);

type Answer<Data> = {
  data?: { success: true; data: Data };
  error?: unknown;
  response: Response;
};

/** The envelope's content; throws an ApiError for everything else, and an AbortError when the caller gave up. */
export async function unwrap<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const sentAt = Date.now();
  let answer: Answer<Data>;
  try {
    answer = await call;
  } catch (problem) {
    throw fromException(problem);
  }
  if (answer.data?.success === true) {
    observeServerClock(answer.data.data, sentAt, Date.now());
    return answer.data.data;
  }
  throw fromFailure(answer.error ?? answer.data, answer.response);
}

export function isAborted(problem: unknown): boolean {
  return problem instanceof DOMException && problem.name === 'AbortError';
}

/** Whatever was thrown, as something that can be shown. */
export function toApiError(problem: unknown): ApiError {
  if (problem instanceof ApiError) return problem;
  console.error(problem);
  return new ApiError(0, 'bug', 'Something went wrong on this page.');
}

function fromException(problem: unknown): unknown {
  if (isAborted(problem)) return problem;
  if (problem instanceof DOMException && problem.name === 'TimeoutError') {
    return new ApiError(0, 'timeout', 'The server took too long to answer.');
  }
  if (problem instanceof SyntaxError) {
    return new ApiError(0, 'bad_answer', 'The server gave an answer we could not read.');
  }
  return navigator.onLine === false
    ? new ApiError(0, 'offline', 'You are offline. Check your connection and try again.')
    : new ApiError(0, 'offline', 'We cannot reach Fairgate. Check your connection and try again.');
}

function fromFailure(body: unknown, response: Response): ApiError {
  const failure: Partial<Schemas['Failure']> = typeof body === 'object' && body !== null ? body : {};
  return new ApiError(
    response.status,
    typeof failure.code === 'string' ? failure.code : 'unexpected',
    typeof failure.error === 'string' ? failure.error : 'Something went wrong on our side.',
    failure.details,
    retryAfterSeconds(response.headers.get('Retry-After')),
  );
}

/** The header is a number of seconds or a date. */
export function retryAfterSeconds(header: string | null, now = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
