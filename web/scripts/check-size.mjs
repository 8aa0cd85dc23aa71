// Fails the build when what a first visit downloads as script grows past its budget.
import { budgetBytes, initialScripts } from './initial-script.mjs';

const line = (bytes, text) => console.log(`${(bytes / 1024).toFixed(1).padStart(7)} kB gzip  ${text}`);
const scripts = initialScripts();
for (const { name, bytes } of scripts) line(bytes, name);
const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
line(total, `initial script (budget ${budgetBytes / 1024})`);
if (total > budgetBytes) process.exit(1);
