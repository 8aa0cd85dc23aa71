import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** A part of the app that did not arrive: the network or the server was away, or a newer version took its place. */
export class PartNotLoaded extends Error {
  constructor(cause: unknown) {
    super('A part of the app did not arrive.', { cause });
    this.name = 'PartNotLoaded';
  }
}

/** As React's `lazy`, but tells a part that did not arrive from one that is broken. */
// biome-ignore lint/suspicious/noExplicitAny: whatever a component takes, as in React's own types.
export function lazyPart<T extends ComponentType<any>>(
  load: () => Promise<{ default: T }>,
): LazyExoticComponent<T> {
  return lazy(() =>
    load().catch((problem: unknown) => {
      throw new PartNotLoaded(problem);
    }),
  );
}
