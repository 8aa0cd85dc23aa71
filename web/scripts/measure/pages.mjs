import { loadModules } from './modules.mjs';
import { median } from './numbers.mjs';

const viewport = { width: 1280, height: 900 };
const runs = 5;

/** Opens each page of the server as a new visitor does, with nothing cached. */
export async function measurePages(browser, { url, event: stadium }) {
  const [{ eventOnSale }, vitals] = await loadModules('/e2e/harness/shopper.ts', '/e2e/harness/vitals.ts');
  const theatre = await eventOnSale(url);
  const pages = [
    ['home', '/', 'main li a'],
    [`event of ${theatre.capacity} seats`, `/events/${theatre.id}`, '[role=application]'],
    [`event of ${stadium.capacity} seats`, `/events/${stadium.id}`, '[role=application]'],
  ];
  const rows = [];
  for (const [name, path, sign] of pages) {
    const seen = [];
    for (let run = 0; run < runs; run++) seen.push(await visit(browser, vitals, url + path, sign));
    const largestPaint = median(seen.map(({ largestPaintMs }) => largestPaintMs));
    const shift = Math.max(...seen.map(({ layoutShift }) => layoutShift));
    rows.push({ name: `${name}: largest contentful paint`, unit: 'ms', limit: 1200, value: largestPaint });
    rows.push({ name: `${name}: layout shift, worst`, unit: '', limit: 0.02, value: shift, digits: 3 });
  }
  return rows;
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
