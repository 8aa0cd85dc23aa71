import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { budgetBytes, initialScripts } from '../initial-script.mjs';
import { loadModules } from './modules.mjs';
import { measurePages } from './pages.mjs';
import { isOver, printTable, writeTable } from './report.mjs';
import { measureSeatMap } from './seat-map.mjs';
import { startStadium } from './stadium.mjs';
import { measureWork } from './work.mjs';

const help = `How fast the built web app is for a visitor, in Chromium without a GPU, the slowest machine anybody has.

npm run measure -- [--seats 100000] [--write] [--chromium /usr/bin/chromium]

  script    what a first visit downloads as JavaScript, after gzip
  pages     largest contentful paint (median of 5) and layout shift (worst of 5) of home, an event in a theatre and
            the event of --seats, nothing cached
  seat map  95th percentile of the time between frames while the map of --seats is zoomed and panned, the longest
            time from a click on a seat to its paint, and the page's memory after that; medians of 3 rounds
  work      hashes that the page's worker computes for a proof of work (serve --work-bits); median of 5 runs

Takes two minutes on a release server of its own with the demo season and one more event of --seats. --write also writes
docs/web-figures.md. Needs the web app (npm run build) and the server (build/release/fairgate, or FAIRGATE_BINARY).
Times depend on what else the machine does: run it alone, and compare only with runs on the same machine. It ends with 1
when a limit is missed.`;

const seatsMax = 200_000;

function refuse(why) {
  console.error(`${why}\n\n${help}`);
  process.exit(2);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        seats: { type: 'string', default: '100000' },
        write: { type: 'boolean', default: false },
        chromium: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (problem) {
    return refuse(problem.message);
  }
}

const values = readOptions();
const seats = Number(values.seats);
if (!Number.isInteger(seats) || seats < 100 || seats > seatsMax) {
  refuse(`--seats is a whole number from 100 to ${seatsMax}, not ${values.seats}.`);
}
if (values.help) {
  console.log(help);
  process.exit(0);
}

const [load] = loadavg();
const scriptBytes = initialScripts().reduce((sum, { bytes }) => sum + bytes, 0);
const rows = [
  { name: 'initial script after gzip', unit: 'kB', limit: budgetBytes / 1024, value: scriptBytes / 1024 },
];
const [{ launchBrowser }] = await loadModules('/e2e/harness/chromium.ts');
const server = await startStadium(seats);
try {
  const browser = await launchBrowser(values.chromium);
  try {
    rows.push(...(await measurePages(browser, server)));
    for (const row of await measureSeatMap(browser, server))
      rows.push({ ...row, name: `${values.seats} seats: ${row.name}` });
    rows.push(...(await measureWork(browser, server)));
    printTable(rows);
    if (values.write) {
      const path = fileURLToPath(new URL('../../../docs/web-figures.md', import.meta.url));
      const command = ['npm run measure --', ...process.argv.slice(2)].join(' ');
      writeTable(path, rows, { command, browserVersion: browser.version(), load });
    }
  } finally {
    await browser.close();
  }
} finally {
  await server.stop();
}
process.exitCode = rows.some(isOver) ? 1 : 0;
