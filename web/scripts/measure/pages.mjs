import { loadModules } from './modules.mjs';

const viewport = { width: 1280, height: 900 };
const runs = 5;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Opens each page of the real server as a new visitor does, with nothing cached. */
export async function measurePages(browser) {
  const [{ startServer }, { eventOnSale }, vitals] = await loadModules(
    '/e2e/harness/server.ts',
    '/e2e/harness/shopper.ts',
    '/e2e/harness/vitals.ts',
  );
  const server = await startServer();
  try {
    const event = await eventOnSale(server.url);
    const pages = [
      ['home', '/', 'main li a'],
      ['event', `/events/${event.id}`, '[role=application]'],
    ];
    const rows = [];
    for (const [name, path, sign] of pages) {
      const seen = [];
      for (let run = 0; run < runs; run++) seen.push(await visit(browser, vitals, server.url + path, sign));
      const largestPaint = median(seen.map(({ largestPaintMs }) => largestPaintMs));
      const shift = Math.max(...seen.map(({ layoutShift }) => layoutShift));
      rows.push({ name: `${name}: largest contentful paint, ms`, limit: 1200, value: largestPaint });
      rows.push({ name: `${name}: layout shift, worst of ${runs}`, limit: 0.02, value: shift, digits: 3 });
    }
    return rows;
  } finally {
    await server.stop();
  }
}

async function visit(browser, { watchVitals, readVitals }, url, sign) {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    await watchVitals(page);
    await page.goto(url);
    await page.locator(sign).first().waitFor();
    return await readVitals(page);
  } finally {
    await context.close();
  }
}
