// Writes .br and .gz beside every text asset of dist, so that the server never compresses a static file itself.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync, constants as zlib } from 'node:zlib';

const textTypes = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt', '.webmanifest']);
const smallestWorthIt = 512;

function* files(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

const dist = new URL('../dist', import.meta.url).pathname;
for (const path of files(dist)) {
  if (!textTypes.has(extname(path))) continue;
  const body = readFileSync(path);
  if (body.length < smallestWorthIt) continue;
  const brotli = brotliCompressSync(body, {
    params: {
      [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY,
      [zlib.BROTLI_PARAM_MODE]: zlib.BROTLI_MODE_TEXT,
      [zlib.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
  const gzip = gzipSync(body, { level: zlib.Z_BEST_COMPRESSION });
  if (brotli.length < body.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < body.length) writeFileSync(`${path}.gz`, gzip);
}
