import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

let pictures: string | undefined;

/**
 * A page of a new visitor, who has their own cookies. Leaves with the test; a failed test leaves a picture.
 *
 * What the page breaks (scripts that throw, things the security policy forbids) fails the test even when
 * everything looks right.
 */
export async function newVisitor(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    viewport: desktop,
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|React|Uncaught/.test(message.text())) {
      broken.push(message.text());
    }
  });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await keepPicture(page);
    await context.close();
    expect(broken).toEqual([]);
  });
  return page;
}

async function keepPicture(page: Page): Promise<void> {
  pictures ??= mkdtempSync(join(tmpdir(), 'fairgate-e2e-failed-'));
  const path = join(pictures, `${Date.now()}.png`);
  await page.screenshot({ path, fullPage: true }).catch(() => {});
  console.error(`${page.url()} looked like this: ${path}`);
}
