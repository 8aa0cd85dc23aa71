import { readFileSync } from 'node:fs';

const megabyte = 1024 * 1024;

/** What the page's scripts hold after a collection, and what its process has for itself, pixels and code included. */
export async function measureMemory(browser, page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize').value;
  const privateBytes = Math.max(...(await renderers(browser)).map(privateMemoryOf));
  return [
    { name: 'memory: script heap', unit: 'MB', value: heap / megabyte },
    { name: "memory: private to the page's process", unit: 'MB', value: privateBytes / megabyte },
  ];
}

/** The page's process is the largest of them: no other page is open. */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

function privateMemoryOf(processId) {
  const text = readFileSync(`/proc/${processId}/smaps_rollup`, 'utf8');
  const lines = [...text.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)];
  return lines.reduce((sum, [, kilobytes]) => sum + 1024 * Number(kilobytes), 0);
}
