import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

export const budgetBytes = 110 * 1024;

/** The scripts in dist that a first visit downloads, each with its size after gzip. */
export function initialScripts() {
  const dist = new URL('../dist/', import.meta.url);
  const html = readFileSync(new URL('index.html', dist), 'utf8');
  const names = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]);
  if (names.length === 0) throw new Error('index.html names no script');
  return [...new Set(names)].map((name) => ({
    name,
    bytes: gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length,
  }));
}
