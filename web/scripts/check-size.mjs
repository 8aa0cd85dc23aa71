// Fails the build when what a first visit downloads as script grows past its budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgetBytes = 110 * 1024;
const dist = new URL('../dist/', import.meta.url);
const html = readFileSync(new URL('index.html', dist), 'utf8');
const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]);
if (scripts.length === 0) throw new Error('index.html names no script');

let total = 0;
for (const script of new Set(scripts)) {
  const bytes = gzipSync(readFileSync(new URL(script, dist)), { level: 9 }).length;
  total += bytes;
  console.log(`${(bytes / 1024).toFixed(1).padStart(7)} kB gzip  ${script}`);
}
console.log(
  `${(total / 1024).toFixed(1).padStart(7)} kB gzip  initial script (budget ${budgetBytes / 1024})`,
);
if (total > budgetBytes) process.exit(1);
