// Turns the lines that bench/run recorded into RESULTS.md and results.json.
// node bench/report.mjs LINES FOLDER ROUNDS SECONDS CONNECTIONS COMMAND

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

const [linesFile, folder, rounds, seconds, connections, command] = process.argv.slice(2);

const run = (command, ...args) => execFileSync(command, args, { encoding: "utf8" }).trim();

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** The values by what `key` says of them, in the order in which the keys first come. */
function groupBy(values, key) {
  const groups = new Map();
  for (const value of values) {
    const name = key(value);
    groups.set(name, [...(groups.get(name) ?? []), value]);
  }
  return [...groups];
}

const round = (value) => Number(value.toPrecision(value < 10_000 ? 3 : 4));
const shown = (value) => round(value).toLocaleString("en-US");

function summaryOf(lines) {
  const values = lines.map((line) => line.value);
  const summary = { median: round(median(values)), min: round(Math.min(...values)), max: round(Math.max(...values)) };
  if (lines.some((line) => line.commands)) summary.commands = lines.findLast((line) => line.commands).commands;
  const withCalls = lines.filter((line) => line.calls);
  if (withCalls.length === 0) return summary;
  summary.calls = {};
  for (const call of Object.keys(withCalls[0].calls)) {
    summary.calls[call] = Object.fromEntries(
      ["p50Ms", "p99Ms", "p999Ms"].map((name) => [name, round(median(withCalls.map((line) => line.calls[call][name])))]),
    );
  }
  return summary;
}

function pairsOf(lines) {
  return groupBy(lines, (line) => line.pair).map(([pair, ofPair]) => {
    const sides = groupBy(ofPair, (line) => line.side).map(([side, ofSide]) => ({
      side,
      ...summaryOf(ofSide),
    }));
    const [ours, theirs] = sides;
    const isRate = ofPair[0].unit.endsWith("/s");
    const ratio = theirs && isRate ? round(ours.median / theirs.median) : undefined;
    return { pair, unit: ofPair[0].unit, sides, ratio };
  });
}

function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: run("git", "rev-parse", "--short=12", "HEAD") + (run("git", "status", "--porcelain", "src") ? " with changes" : ""),
    cpu: `${cpus().length} x ${cpus()[0].model}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: run("uname", "-sr"),
    fileSystem: run("stat", "--file-system", "--format=%T", "build"),
    compiler: run("clang++-19", "--version").split("\n")[0],
    nginx: execFileSync("sh", ["-c", "/usr/sbin/nginx -v 2>&1"], { encoding: "utf8" }).trim().split("/").at(-1),
    node: process.versions.node,
    express: JSON.parse(readFileSync("bench/baseline-express/package.json", "utf8")).dependencies.express,
  };
}

function pairTable(pairs) {
  const rows = pairs.flatMap(({ pair, unit, sides, ratio }) =>
    sides.map(
      ({ side, median: middle, min, max }, index) =>
        `| ${index === 0 ? pair : ""} | ${side} | ${shown(middle)} ${unit} | ${shown(min)} to ${shown(max)} | ` +
        `${index === 0 && ratio !== undefined ? `**${ratio}**` : ""} |`,
    ),
  );
  return ["| what | who | median | spread | ratio |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

function latencyTable(pairs) {
  const rows = pairs.flatMap(({ pair, sides }) =>
    Object.entries(sides[0].calls ?? {}).map(
      ([call, { p50Ms, p99Ms, p999Ms }]) => `| ${pair} | ${call} | ${p50Ms} | ${p99Ms} | ${p999Ms} |`,
    ),
  );
  if (rows.length === 0) return "";
  return [
    "\nTime to the answer at that rate, in milliseconds, median of the rounds:\n",
    "| what | call | p50 | p99 | p99.9 |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

const kNginxNote = `- nginx serves the bytes of Fairgate's own answers with its headers: the small one and the maps from files in its open
  file cache by sendfile.
`;

const kExpressNote = `- Express is bench/baseline-express, in production mode, in one process with 32 connections to PostgreSQL and in cluster
  mode with one worker a core and 16 connections each; its README says how that is kept fair. Both sides use one
  PostgreSQL with fsync on and one Redis, and sell the same events of 20,000 seats one after the other, to the same load
  tool. After each run of Express its tables are compared with what the load tool was told; no seat may be sold twice.
- The eight clients who poll take the map of the event that is being sold, gzip, without a pause; who is refused for now
  (503) waits a second. Fairgate's map is the present one, that of Express up to 5 s old. Refused maps are not counted.
`;

function markdown(facts, pairs) {
  const withNginx = pairs.some(({ sides }) => sides.some(({ side }) => side === "nginx"));
  const withExpress = pairs.some(({ sides }) => sides.some(({ side }) => side.startsWith("Express")));
  return `# Results

Written by \`${command}\`: ${rounds} rounds of ${seconds} s a side, the sides of a pair in turn, ${connections} connections. Only
ratios within one run mean something elsewhere; all programs of a pair, wrk and the load tool included, share the cores.

| | |
| --- | --- |
| date | ${facts.date} |
| commit | ${facts.commit} |
| machine | ${facts.cpu}, ${facts.memoryGiB} GiB, ${facts.kernel}, store on ${facts.fileSystem} |
| built with | ${facts.compiler} |
${withNginx ? `| compared with | nginx ${facts.nginx}, one worker a core |\n` : ""}\
${withExpress ? `| compared with | Express ${facts.express} on Node ${facts.node} |\n` : ""}
${pairTable(pairs)}
${latencyTable(pairs)}
- The server runs with one loop a core, without an access log and without the limit of requests a second for one client.
${withNginx ? kNginxNote : ""}- A reservation is a new visitor who takes two neighbouring seats of a 60,000-seat event that nobody else asks for; a
  purchase reserves and then pays with the built-in test provider. Every answer is checked, and \`fairgate audit\` after
  every round.
- "One by one" runs the same statements on the same schema and SQLite settings (WAL, synchronous=FULL), without HTTP and
  without batches: each step of each buyer is a transaction of its own.
- On PostgreSQL both sides use one server with fsync on, and its shared buffers of 256 MB. pgbench reserves two random
  seats of a like event with SELECT FOR UPDATE NOWAIT and UPDATE in one transaction, as prepared statements of 16 clients
  that each choose among seats of their own, so that none has to be repeated. Its purchases write the same rows as ours
  in the transactions that a shop without batches needs: the hold, the pending order, the sale, the capture.
- Statements, begin and commit aside, are those that pg_stat_statements counted, commits those of pg_stat_database, Redis
  round trips the reads of its event loop: what was pipelined comes in one.
- The clients who want the same seats are all connected before the first one asks, and each asks for one of them. A loser
  cost no statement when the statement that takes holds, whose answers pg_stat_statements counted, had not heard of it.
- redis-benchmark locks two random seats by the script that Fairgate sent.
${withExpress ? kExpressNote : ""}`;
}

const lines = readFileSync(linesFile, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const facts = machine();
const pairs = pairsOf(lines);
writeFileSync(`${folder}/results.json`, `${JSON.stringify({ ...facts, pairs }, null, 2)}\n`);
writeFileSync(`${folder}/RESULTS.md`, markdown(facts, pairs));
