import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Modules of the app and its tests, for scripts: Node reads no TypeScript. */
export async function loadModules(...paths) {
  const vite = await createServer({
    root,
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, watch: null },
    appType: 'custom',
  });
  try {
    return await Promise.all(paths.map((path) => vite.ssrLoadModule(path)));
  } finally {
    await vite.close();
  }
}
