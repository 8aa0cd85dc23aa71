import { parseArgs } from 'node:util';
import { budgetBytes, initialScripts } from '../initial-script.mjs';
import { loadModules } from './modules.mjs';
import { measurePages } from './pages.mjs';
import { measureSeatMap } from './seat-map.mjs';

const help = `How fast the built web app is for a visitor, in Chromium without a GPU, the slowest machine anybody has.

npm run measure -- [--seats 60000,100000] [--chromium /usr/bin/chromium]

  script    what a first visit downloads as JavaScript, after gzip
  pages     largest contentful paint (median) and layout shift (worst) of home and event page, nothing cached,
            on a server of its own with the demo season
  seat map  95th percentile of the time between frames while a synthetic stadium of --seats is zoomed and panned,
            and the longest time from a click on a seat to its paint

Needs the web app (npm run build) and the server (build/release/fairgate, or FAIRGATE_BINARY). Times depend on what else
the machine does: run it alone, and compare only with runs on the same machine. It ends with 1 when a limit is missed.`;

const { values } = parseArgs({
  options: {
    seats: { type: 'string', default: '60000,100000' },
    chromium: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}

const scriptBytes = initialScripts().reduce((sum, { bytes }) => sum + bytes, 0);
const rows = [{ name: 'initial script, kB gzip', limit: budgetBytes / 1024, value: scriptBytes / 1024 }];
const [{ launchBrowser }] = await loadModules('/e2e/harness/chromium.ts');
const browser = await launchBrowser(values.chromium);
try {
  rows.push(...(await measurePages(browser)));
  for (const seats of values.seats.split(',').map(Number))
    rows.push(...(await measureSeatMap(browser, seats)));
} finally {
  await browser.close();
}

console.log(`${''.padEnd(62)}   limit   measured`);
for (const { name, limit, value, digits = 1 } of rows) {
  const verdict = value <= limit ? '' : '  over';
  console.log(
    `${name.padEnd(62)}${String(limit).padStart(8)}${value.toFixed(digits).padStart(11)}${verdict}`,
  );
}
process.exitCode = rows.some(({ limit, value }) => !(value <= limit)) ? 1 : 0;
