import { type Browser, chromium } from 'playwright-core';

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(
  executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium',
): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}
