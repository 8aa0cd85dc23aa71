import { defineConfig } from 'vitest/config';

/** The browser tests: real server, real browser, one file at a time because they share the machine's two cores. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
