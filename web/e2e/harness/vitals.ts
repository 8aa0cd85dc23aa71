import type { Page } from 'playwright-core';

export type Vitals = { largestPaintMs: number; layoutShift: number };

declare global {
  interface Window {
    readVitals: () => Vitals;
  }
}

/** Notes from the first moment of every page that is opened from now on what `readVitals` answers. */
export async function watchVitals(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const vitals = { largestPaintMs: 0, layoutShift: 0 };
    const take = (entries: PerformanceEntryList) => {
      for (const entry of entries) {
        if (entry.entryType === 'largest-contentful-paint') vitals.largestPaintMs = entry.startTime;
        const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
        if (entry.entryType === 'layout-shift' && !shift.hadRecentInput) vitals.layoutShift += shift.value;
      }
    };
    const observer = new PerformanceObserver((list) => take(list.getEntries()));
    for (const type of ['largest-contentful-paint', 'layout-shift']) {
      observer.observe({ type, buffered: true });
    }
    window.readVitals = () => {
      take(observer.takeRecords());
      return vitals;
    };
  });
}

/** Of the page as it stands, once what has changed so far is painted. */
export function readVitals(page: Page): Promise<Vitals> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return window.readVitals();
  });
}
