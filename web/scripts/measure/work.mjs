import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './modules.mjs';
import { median } from './numbers.mjs';

const runs = 5;
const bits = 18;

/** How fast the app's own worker computes what `serve --work-bits` asks for. */
export async function measureWork(browser, { url }) {
  const script = readdirSync(join(root, 'dist/assets')).find((name) => /^worker-.*\.js$/.test(name));
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    const rates = [];
    for (let run = 0; run < runs; run++) rates.push(await page.evaluate(hashesPerMs, { script, bits, run }));
    return [
      { name: 'work before joining: hashes', unit: 'thousand/s', value: median(rates) },
      { name: `work before joining, ${bits} bits: mean time`, unit: 'ms', value: 2 ** bits / median(rates) },
    ];
  } finally {
    await context.close();
  }
}

/** Runs in the page. The number at the end of the proof is how many were tried before it. */
async function hashesPerMs({ script, bits, run }) {
  const worker = new Worker(`/assets/${script}`, { type: 'module' });
  try {
    const solve = (challenge) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = reject;
        worker.postMessage(challenge);
      });
    // Loading the script is no work.
    await solve({ text: 'FGW1.', bits: 1 });
    const began = performance.now();
    let tried = 0;
    for (let challenge = 0; challenge < 4; challenge++) {
      const text = `FGW1.${String(10 * run + challenge).padStart(28, '0')}`;
      const proof = await solve({ text, bits });
      tried += Number(proof.slice(proof.lastIndexOf('.') + 1)) + 1;
    }
    return tried / (performance.now() - began);
  } finally {
    worker.terminate();
  }
}
