const longestPauseMs = 30_000;

/** Doubles, and is spread so that those who were cut off together do not come back together. */
export function pauseAfterFailure(
  failures: number,
  firstPauseMs: number,
  retryAfterSeconds: number | undefined,
): number {
  const doubled = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
  return Math.max((retryAfterSeconds ?? 0) * 1_000, doubled) * (0.75 + Math.random() / 2);
}
