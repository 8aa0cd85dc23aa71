import { startSeatMapServer } from './seat-map-server.mjs';

const viewport = { width: 1440, height: 1000 };
const settleMs = 900;
const clicksWanted = 6;
/** What is done to the map, one event a frame, for how many frames. */
const script = [
  ['zoom in, sections to close seats', 'zoom in', 70],
  ['pan, close', 'pan', 120],
  ['zoom out to everything', 'zoom out', 70],
  ['zoom in to where all seats show', 'zoom in', 18],
  ['pan, most seats in view', 'pan', 120],
  ['zoom in further', 'zoom in', 40],
];

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

/** Zooms and pans a synthetic stadium and chooses seats in it. */
export async function measureSeatMap(browser, seats) {
  const server = await startSeatMapServer({ seats });
  const page = await browser.newPage({ viewport });
  try {
    await page.goto(server.url);
    const map = page.locator('[role=application]');
    await map.waitFor();
    await map.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await page.waitForTimeout(settleMs);
    const rows = [];
    for (const [name, kind, frames] of script) {
      const times = await page.evaluate(driveFrames, { kind, frames });
      rows.push({ name: `${seats} seats: ${name}, p95 ms`, limit: 33, value: percentile(times, 0.95) });
      await page.waitForTimeout(settleMs);
    }
    const clicks = await measureClicks(page);
    return [...rows, { name: `${seats} seats: click to paint, ms`, limit: 50, value: Math.max(...clicks) }];
  } finally {
    await page.close();
    await server.close();
  }
}
