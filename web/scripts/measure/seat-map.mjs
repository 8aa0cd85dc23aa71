import { measureMemory } from './memory.mjs';
import { median, percentile } from './numbers.mjs';

const viewport = { width: 1440, height: 1000 };
const rounds = 3;
const settleMs = 900;
const clicksWanted = 6;
/** What is done to the map, one event a frame, for how many frames. */
const script = [
  ['zoom in, sections to close seats', 'zoom in', 70],
  ['pan, close', 'pan', 120],
  ['zoom out to everything', 'zoom out', 70],
  ['zoom in until seats show', 'zoom in', 25],
  ['pan, as many seats as ever show', 'pan', 120],
  ['zoom in further', 'zoom in', 40],
];

/** Runs in the page: sends one event a frame and notes how long each frame took. */
async function driveFrames({ kind, frames }) {
  const host = document.querySelector('[role=application]');
  const box = host.getBoundingClientRect();
  const x = box.left + box.width / 2;
  // Comes to lie over the middle of the lower tier once the stadium is higher than the map.
  const y = box.top + box.height * 0.84;
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
  if (times.length < clicksWanted) throw new Error(`Only ${times.length} clicks chose a seat`);
  return times;
}

/** Zooms and pans the map of the server's event and chooses seats in it; medians of several rounds. */
export async function measureSeatMap(browser, { url, event }) {
  const seen = [];
  for (let round = 0; round < rounds; round++) {
    seen.push(await playRound(browser, `${url}/events/${event.id}`));
  }
  return seen[0].map((row, index) => ({ ...row, value: median(seen.map((rows) => rows[index].value)) }));
}

async function playRound(browser, url) {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    await page.goto(url);
    const map = page.locator('[role=application]');
    await map.waitFor();
    await map.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await page.waitForTimeout(settleMs);
    const rows = [];
    for (const [name, kind, frames] of script) {
      const times = await page.evaluate(driveFrames, { kind, frames });
      rows.push({ name: `${name}: frame, p95`, unit: 'ms', limit: 33, value: percentile(times, 0.95) });
      await page.waitForTimeout(settleMs);
    }
    const clicks = await measureClicks(page);
    rows.push({
      name: `click to paint, worst of ${clicksWanted}`,
      unit: 'ms',
      limit: 50,
      value: Math.max(...clicks),
    });
    return [...rows, ...(await measureMemory(browser, page))];
  } finally {
    await context.close();
  }
}
