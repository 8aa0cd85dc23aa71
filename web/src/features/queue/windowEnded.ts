/** What the way from the seats to the waiting room is marked with, when the shopping window ended there. */
export const windowEnded = { windowEnded: true };

export function isWindowEnded(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'windowEnded' in state;
}
