// Turns the lines that bench/run recorded into results.json, RESULTS.md and scaling.svg. Groups that were not measured
// this time keep what was measured last.
//
// node bench/report.mjs LINES FOLDER ROUNDS SECONDS CONNECTIONS COMMAND
// node bench/report.mjs --render FOLDER    writes the pages anew from results.json
// node bench/report.mjs --check FOLDER     fails when they are not what it gives

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

import { markdown } from "./markdown.mjs";
import { picture } from "./picture.mjs";

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

const round = (value) => Number(value.toPrecision(Math.abs(value) < 10_000 ? 3 : 4));

function summaryOf(lines) {
  const values = lines.map((line) => line.value);
  const summary = { median: round(median(values)), min: round(Math.min(...values)), max: round(Math.max(...values)) };
  if (lines[0].at !== undefined) summary.at = lines[0].at;
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
    // Sizes of one thing are no sides to compare.
    const isRate = ofPair[0].unit.endsWith("/s") && ours.at === undefined;
    const ratio = theirs && isRate ? round(ours.median / theirs.median) : undefined;
    const { unit, axis } = ofPair[0];
    return { pair, unit, axis, sides, ratio };
  });
}

const versions = {
  nginx: () => execFileSync("sh", ["-c", "/usr/sbin/nginx -v 2>&1"], { encoding: "utf8" }).trim().split("/").at(-1),
  node: () => process.versions.node,
  express: () => JSON.parse(readFileSync("bench/baseline-express/package.json", "utf8")).dependencies.express,
  postgres: () => run("psql", "--version").split(" ")[2],
  redis: () => run("redis-server", "--version").match(/v=([0-9.]+)/)[1],
};

const versionsOfGroup = {
  get: ["nginx"],
  poll: ["nginx"],
  postgres: ["postgres", "redis"],
  stampede: ["postgres", "redis"],
  locks: ["redis"],
  express: ["express", "node", "postgres", "redis"],
  scaling: ["postgres", "redis"],
};

function facts(group, { rounds, seconds, connections, command }) {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: run("git", "rev-parse", "--short=12", "HEAD") + (run("git", "status", "--porcelain", "src") ? " with changes" : ""),
    command,
    rounds,
    seconds,
    connections,
    machine:
      `${cpus().length} x ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${run("uname", "-sr")}, ` +
      `store on ${run("stat", "--file-system", "--format=%T", "build")}`,
    compiler: run("clang++-19", "--version").split("\n")[0],
    versions: Object.fromEntries((versionsOfGroup[group] ?? []).map((name) => [name, versions[name]()])),
  };
}

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** What follows from the results, by file name. */
function pages(results) {
  const svg = picture(results);
  return { "RESULTS.md": markdown(results, svg !== undefined), ...(svg ? { "scaling.svg": svg } : {}) };
}

function check(folder) {
  const written = pages(readJson(`${folder}/results.json`));
  const stale = Object.keys(written).filter((name) => readFileSync(`${folder}/${name}`, "utf8") !== written[name]);
  if (stale.length === 0) return;
  console.error(`Not what ${folder}/results.json gives: ${stale.join(", ")}. node bench/report.mjs --render ${folder}`);
  process.exit(1);
}

function write(folder, results) {
  writeFileSync(`${folder}/results.json`, `${JSON.stringify(results, null, 2)}\n`);
  for (const [name, text] of Object.entries(pages(results))) writeFileSync(`${folder}/${name}`, text);
}

function merge(linesFile, folder, how) {
  const file = `${folder}/results.json`;
  const results = existsSync(file) ? readJson(file) : { groups: {} };
  const lines = readFileSync(linesFile, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  for (const [group, ofGroup] of groupBy(lines, (line) => line.group)) {
    const { rounds = how.rounds } = ofGroup[0];
    results.groups[group] = { ...facts(group, { ...how, rounds }), pairs: pairsOf(ofGroup) };
  }
  write(folder, results);
}

const [first, folder, rounds, seconds, connections, command] = process.argv.slice(2);
if (first === "--check") check(folder);
else if (first === "--render") write(folder, readJson(`${folder}/results.json`));
else {
  const how = { rounds: Number(rounds), seconds: Number(seconds), connections: Number(connections), command };
  merge(first, folder, how);
}
