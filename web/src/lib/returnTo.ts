/** Where to go after signing in: where one came from, if that is a page of ours. */
export function returnPath(state: unknown): string {
  if (typeof state !== 'object' || state === null || !('from' in state)) return '/';
  const { from } = state;
  // "//elsewhere.example" is an address of another site.
  return typeof from === 'string' && /^\/(?!\/)/.test(from) ? from : '/';
}
