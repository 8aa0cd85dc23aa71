const longestPauseMs = 30_000;

/**
 * Doubles, and is spread so that those who were cut off together do not come back together. Never before the server
 * said.
 */
export function pauseAfterFailure(
  failures: number,
  firstPauseMs: number,
  retryAfterSeconds: number | undefined,
): number {
  const doubled = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
  const asked = (retryAfterSeconds ?? 0) * 1_000;
  return Math.max(asked * (1 + Math.random() / 2), doubled * (0.75 + Math.random() / 2));
}
