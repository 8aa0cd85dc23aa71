import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const cell = (text, width) => String(text).padStart(width);

export const isOver = ({ limit, value }) => limit !== undefined && !(value <= limit);

const cellsOf = ({ name, unit, limit, value, digits = 1 }) => [
  unit === '' ? name : `${name}, ${unit}`,
  limit === undefined ? '' : String(limit),
  value.toFixed(digits),
];

export function printTable(rows) {
  console.log(`${''.padEnd(62)}${cell('limit', 8)}${cell('measured', 11)}`);
  for (const row of rows) {
    const [name, limit, value] = cellsOf(row);
    console.log(`${name.padEnd(62)}${cell(limit, 8)}${cell(value, 11)}${isOver(row) ? '  over' : ''}`);
  }
}

/** Writes the table as Markdown, with what it was measured on and how; the load tells whether it ran alone. */
export function writeTable(path, rows, { command, browserVersion, load }) {
  const lines = rows.map((row) => `| ${cellsOf(row).join(' | ')}${isOver(row) ? ' (over)' : ''} |`);
  writeFileSync(
    path,
    `# The web app, measured

\`npm run measure -- --help\` says what each line is.

- Command: \`${command}\`, ${new Date().toISOString().slice(0, 10)}
- Machine: ${cpus().length} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB; load average
  ${load.toFixed(1)} before the start
- Chromium ${browserVersion} without a GPU; the release server on the same machine

| | limit | measured |
| --- | ---: | ---: |
${lines.join('\n')}
`,
  );
}
