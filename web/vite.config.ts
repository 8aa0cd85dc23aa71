import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const backend = process.env.FAIRGATE_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: {
      // The server refuses changes from another origin, so the proxy speaks as its own.
      '/api': { target: backend, changeOrigin: true, headers: { origin: backend } },
    },
  },
  build: {
    target: 'es2022',
    // A strict policy allows no `data:` fonts and scripts; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 300,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    // Patience, which costs nothing when all is well: machines are slow now and then.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
    // The machines that run this are small and shared.
    maxWorkers: 2,
  },
});
