// How smooth the seat map is: frame times while it is zoomed and panned, and how long a click takes to be seen.
// node scripts/measure-seat-map.mjs [--seats 60000,100000] [--chromium /usr/bin/chromium]
//
// Builds the app into a temporary folder, serves it with a synthetic stadium and drives it with Chromium without a
// GPU, which is the slowest machine anybody has.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { startSeatMapServer } from './seat-map-server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const { values } = parseArgs({
  options: {
    seats: { type: 'string', default: '60000,100000' },
    chromium: { type: 'string', default: process.env.CHROMIUM ?? '/usr/bin/chromium' },
  },
});
const viewport = { width: 1440, height: 1000 };
const settleMs = 900;
const clicksWanted = 6;

/** Runs in the page: sends one event a frame and notes how long each frame took. */
async function driveFrames({ kind, frames }) {
  const host = document.querySelector('[role=application]');
  const box = host.getBoundingClientRect();
  const x = box.left + box.width / 2;
  const y = box.top + box.height * 0.6;
  const point = (type, dx, dy) =>
    host.dispatchEvent(
      new PointerEvent(type, {
        clientX: x + dx,
        clientY: y + dy,
        pointerId: 1,
        pointerType: 'mouse',
        bubbles: true,
        button: 0,
      }),
    );
  host.setPointerCapture = () => {};
  const times = [];
  if (kind === 'pan') point('pointerdown', 0, 0);
  await new Promise((done) => {
    let last;
    let count = 0;
    const step = (now) => {
      if (last !== undefined) times.push(now - last);
      last = now;
      if (count++ >= frames) return done();
      const share = count / frames;
      if (kind === 'pan') {
        point(
          'pointermove',
          Math.sin(share * 12) * box.width * 0.3,
          Math.cos(share * 9) * box.height * 0.3 - box.height * 0.3,
        );
      } else {
        const deltaY = kind === 'zoom in' ? -24 : 24;
        host.dispatchEvent(
          new WheelEvent('wheel', {
            clientX: x,
            clientY: y,
            deltaY,
            ctrlKey: false,
            metaKey: true,
            bubbles: true,
            cancelable: true,
          }),
        );
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  if (kind === 'pan') point('pointercancel', 0, 0);
  return times;
}

function percentile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

async function measureClicks(page) {
  await page.evaluate(() => {
    window.clickTimes = [];
    const host = document.querySelector('[role=application]');
    host.addEventListener(
      'pointerup',
      (event) =>
        requestAnimationFrame(() => {
          // The message comes after the frame's paint.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.clickTimes.push(performance.now() - event.timeStamp);
          port2.postMessage(0);
        }),
      { capture: true },
    );
  });
  const box = await page.locator('[role=application]').boundingBox();
  const chosen = page.locator('section[aria-label="Your seats"] li');
  const times = [];
  for (let i = 0; i < 80 && times.length < clicksWanted; i++) {
    const before = await chosen.count();
    await page.mouse.click(
      box.x + box.width * (0.2 + 0.06 * (i % 10)),
      box.y + box.height * (0.2 + 0.07 * Math.floor(i / 10)),
    );
    await page.waitForTimeout(350);
    if ((await chosen.count()) > before) times.push(await page.evaluate(() => window.clickTimes.at(-1)));
  }
  return times;
}

async function measure(browser, dist, seats) {
  const server = await startSeatMapServer({ seats, dist });
  const page = await browser.newPage({ viewport });
  try {
    await page.goto(server.url);
    await page.locator('[role=application]').waitFor();
    await page.evaluate(() =>
      document.querySelector('[role=application]').scrollIntoView({ block: 'center' }),
    );
    await page.waitForTimeout(settleMs);
    const rows = [];
    const drive = async (name, kind, frames) => {
      const times = await page.evaluate(driveFrames, { kind, frames });
      rows.push({ name, times });
      await page.waitForTimeout(settleMs);
    };
    const count = server.plan.seatCount;
    await drive('zoom in, sections to close seats', 'zoom in', 70);
    await drive('pan, close', 'pan', 120);
    await drive('zoom out to everything', 'zoom out', 70);
    await drive('zoom in to where all seats show', 'zoom in', 18);
    await drive('pan, most seats in view', 'pan', 120);
    await drive('zoom in further', 'zoom in', 40);
    const clicks = await measureClicks(page);
    return { count, rows, clicks };
  } finally {
    await page.close();
    await server.close();
  }
}

const ms = (value) => value.toFixed(1).padStart(8);
const dist = await mkdtemp(join(tmpdir(), 'seat-map-'));
const browser = await chromium.launch({ executablePath: values.chromium, args: flags });
try {
  await build({ root, logLevel: 'error', build: { outDir: dist, emptyOutDir: true } });
  for (const seats of values.seats.split(',').map(Number)) {
    const { count, rows, clicks } = await measure(browser, dist, seats);
    console.log(`\n${count} seats, ${viewport.width}x${viewport.height}, no GPU`);
    console.log(`${'ms a frame'.padEnd(36)}     p50     p95     max   frames`);
    for (const { name, times } of rows) {
      const line = [percentile(times, 0.5), percentile(times, 0.95), Math.max(...times)].map(ms).join('');
      console.log(`${name.padEnd(36)}${line}${String(times.length).padStart(9)}`);
    }
    console.log(
      `${'click to paint'.padEnd(36)}${ms(percentile(clicks, 0.5))}${ms(percentile(clicks, 0.95))}${ms(Math.max(...clicks))}${String(clicks.length).padStart(9)}`,
    );
  }
} finally {
  await browser.close();
  await rm(dist, { recursive: true, force: true });
}
