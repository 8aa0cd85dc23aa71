import { defineConfig } from 'vitest/config';

/** They touch the store, the cache and the broker; the others show what does not depend on these. */
const onEngines = ['journey', 'payment', 'queue', 'expiry', 'operator', 'entry', 'stripe'].map(
  (name) => `e2e/${name}.e2e.ts`,
);

/** The browser tests: real server, real browser. In the mode `engines` on PostgreSQL, Redis and RabbitMQ. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'engines' ? onEngines : ['e2e/**/*.e2e.ts'],
    globalSetup: mode === 'engines' ? 'e2e/harness/engines.setup.ts' : [],
    environment: 'node',
    // Some wait for time to pass while others keep a core busy; more at once would only slow each other down.
    maxWorkers: 2,
    // Patience, which costs nothing when all is well: machines are slow now and then.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
}));
