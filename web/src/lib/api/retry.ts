import { ApiError } from './client';

const attemptsMax = 3;
const firstPauseMs = 400;
/** Somebody is looking at a skeleton meanwhile: past this it is better to say so and offer a button. */
const longestPauseMs = 6_000;

/** Repeats a read that failed for a passing reason. Only for requests without an effect. */
export async function retryingRead<T>(read: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (problem) {
      const pauseMs = problem instanceof ApiError ? pauseBefore(attempt, problem) : undefined;
      if (pauseMs === undefined || attempt >= attemptsMax || signal?.aborted) throw problem;
      await sleep(pauseMs, signal);
    }
  }
}

function pauseBefore(attempt: number, error: ApiError): number | undefined {
  if (error.status === 429 || error.status === 503) {
    if (error.retryAfterSeconds !== undefined) {
      const askedMs = error.retryAfterSeconds * 1000;
      return askedMs <= longestPauseMs ? askedMs + jitter(250) : undefined;
    }
    return backOff(attempt);
  }
  if (error.code === 'timeout') return undefined;
  return error.isUnanswered && navigator.onLine !== false ? backOff(attempt) : undefined;
}

/** Doubles, with jitter so that a crowd that failed together does not come back together. */
function backOff(attempt: number): number {
  const pause = firstPauseMs * 2 ** (attempt - 1);
  return pause / 2 + jitter(pause / 2);
}

function jitter(rangeMs: number): number {
  return Math.random() * rangeMs;
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new DOMException('Aborted', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
