// docs/capacity.md: from what was measured to hardware for real on-sales.
//
// node bench/capacity.mjs [RESULTS]     prints the page; RESULTS is bench/results.json unless told

import { readFileSync } from "node:fs";

const { groups } = JSON.parse(readFileSync(process.argv[2] ?? "bench/results.json", "utf8"));

const kMissing = "not measured yet";
/** Of the machine that measured, which the load tool shared. */
const machine = Object.values(groups)[0].machine;
const kCores = Number.parseInt(machine, 10);
/** What a machine may be planned to do of what it can. */
const kHeadroom = 0.5;

const significant = (value, digits = 3) => value.toLocaleString("en-US", { maximumSignificantDigits: digits });
const orMissing = (value, format) => (value === undefined ? kMissing : format(value));
/** A sentence that is left out without its figure. */
const sentence = (value, format) => (value === undefined ? "" : ` ${format(value)}`);
const plural = (count, word) => `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;

/** The median of a side; the first one unless told. Undefined when it was not measured. */
function median(group, pair, side) {
  const found = groups[group]?.pairs.find((candidate) => candidate.pair.startsWith(pair));
  return (side ? found?.sides.find((candidate) => candidate.side === side) : found?.sides[0])?.median;
}

const pollSize = (groups.poll?.pairs ?? []).filter(({ pair }) => pair.startsWith("queue poll")).at(-1)?.pair;
const fanSize = (groups.poll?.pairs ?? []).filter(({ pair }) => pair.startsWith("memory per fan")).at(-1)?.pair;

/** Of microseconds of one core: how often all cores do it a second. */
function perSecondOf(microseconds) {
  return microseconds && (kCores * 1e6) / microseconds;
}

/** Calls a second of that whole machine, by what is called. */
const rates = {
  poll: pollSize && median("poll", pollSize),
  join: median("poll", "joins of new visitors"),
  map: median("get", "compact seat map of 20,000 seats, brotli"),
  delivery: perSecondOf(median("streams", "the server's processor time for one delivery")),
  smallGet: median("get", "small GET"),
  reserve: median("postgres", "reservations of two seats on PostgreSQL + Redis"),
  purchase: median("postgres", "purchases of two seats on PostgreSQL + Redis"),
  reserveEmbedded: median("reserve", "reservations of two seats"),
  purchaseEmbedded: median("purchase", "purchases of two seats"),
};

const measured = {
  fanBytes: fanSize && median("poll", fanSize),
  streamBytes: median("streams", "memory per stream"),
  pollBytes: median("poll", "bytes of a poll's answer"),
  mapBytes: median("get", "bytes of a compact seat map of 20,000 seats"),
  fullMapBytes: median("get", "bytes of a seat map of 20,000 seats"),
  deliveryBytes: median("streams", "bytes of one delivery"),
  eventMemory: groups.scaling?.pairs.find(({ pair }) => pair.startsWith("memory of a loaded event"))?.sides.at(-1),
  streamsP99: groups.streams?.pairs.find(({ pair }) => pair.endsWith("to 99 % of them"))?.sides[0].median,
  commits: median("postgres", "commits per purchase", "PostgreSQL + Redis"),
  statements: median("postgres", "SQL statements per purchase", "PostgreSQL + Redis"),
  roundTrips: median("postgres", "Redis round trips per purchase", "PostgreSQL + Redis"),
  overloadShare: median("overload", "share of the peak that is finished at ten times of it"),
  overloadImpatient: median("overload", "share of the peak that is finished at ten times of it, nobody waits"),
  startEvents: median("scaling", "start-up with 1 million seats"),
};

const nodes = groups.scaling?.pairs.find(({ pair }) => pair.startsWith("reservations on PostgreSQL and Redis"))?.sides;

function source(...names) {
  const known = names.filter((name) => groups[name]);
  return known.map((name) => `${name} (${groups[name].date}, commit ${groups[name].commit})`).join(", ") || kMissing;
}

/** Milliseconds of a core for one call, the load tool's and the engines' part with it. */
const coreMs = (rate) => (kCores * 1000) / rate;

/** The cores for `calls` a second of each kind, with headroom; undefined when one of the costs is not known. */
function coresFor(calls) {
  const parts = Object.entries(calls);
  if (parts.some(([name]) => rates[name] === undefined)) return undefined;
  return parts.reduce((sum, [name, perSecond]) => sum + (perSecond * coreMs(rates[name])) / 1000, 0) / kHeadroom;
}

function missingOf(calls) {
  return Object.keys(calls).filter((name) => rates[name] === undefined);
}

const kNames = {
  poll: "poll of the waiting room",
  join: "join of the waiting room",
  map: "compact seat map of 20,000 seats, brotli",
  delivery: "delivery of a change to one reader of a map's stream (the server's part alone)",
  smallGet: "small GET",
  reserve: "reservation of two seats, PostgreSQL and Redis",
  purchase: "purchase of two seats (reserve, pay, tickets), PostgreSQL and Redis",
  reserveEmbedded: "reservation of two seats, embedded store",
  purchaseEmbedded: "purchase of two seats, embedded store",
};

function costTable() {
  const rows = Object.entries(rates).map(
    ([name, rate]) =>
      `| ${kNames[name]} | ${orMissing(rate, (value) => significant(value, 4))} | ` +
      `${orMissing(rate, (value) => significant(coreMs(value)))} |`,
  );
  return ["| call | a second | core milliseconds each |", "| --- | --- | --- |", ...rows].join("\n");
}

function callTable(calls) {
  const rows = Object.entries(calls).map(
    ([name, perSecond]) =>
      `| ${kNames[name]} | ${significant(perSecond)} | ` +
      `${orMissing(rates[name], (rate) => significant((perSecond * coreMs(rate)) / 1000))} |`,
  );
  return ["| call | a second | cores |", "| --- | --- | --- |", ...rows].join("\n");
}

function coresSentence(calls) {
  const cores = coresFor(calls);
  if (cores === undefined) {
    return `The sum waits for what is ${kMissing}: ${missingOf(calls).map((name) => kNames[name]).join(", ")}.`;
  }
  const whole = Math.max(Math.ceil(cores), 2);
  return `With a headroom of ${100 * (1 - kHeadroom)} %: **${plural(whole, "core")}**, for example ${machines(whole)}.`;
}

function machines(cores) {
  const each = cores > 32 ? 16 : cores > 8 ? 8 : 4;
  const count = Math.max(2, Math.ceil(cores / each));
  return `${plural(count, "machine")} of ${each} cores, engines included, and one more to lose`;
}

/** What the answers take of the network; undefined when a size is not known. */
function megabitsOf(parts) {
  if (parts.some(([, bytes]) => bytes === undefined)) return undefined;
  return parts.reduce((sum, [perSecond, bytes]) => sum + perSecond * bytes * 8, 0) / 1e6;
}

const networkSentence = (parts) =>
  `To the network these are ${orMissing(megabitsOf(parts), (megabits) => `${significant(megabits)} Mbit/s`)} of answers, connections and packets aside.`;

const megabytes = (count, bytes) => significant((count * bytes) / 1e6);

function season() {
  const [fans, tickets, hours] = [14e6, 2e6, 10];
  const waiting = fans / 2;
  const pollPause = 35;
  const purchases = tickets / 2 / (hours * 3600);
  const peak = 3;
  const calls = {
    poll: waiting / pollPause,
    join: (waiting / 3600) * peak,
    map: purchases * peak * 4,
    reserve: purchases * peak,
    purchase: purchases * peak,
  };
  return `## 14 million fans and 2 million tickets in a day

Taken: half of the fans, ${significant(waiting)}, wait at the same time and came within an hour, ${peak} times as fast in its worst
minute; a far place is asked for every 30 to 40 s, as the server tells it, and only the first 1,000 of a room have a stream;
${significant(tickets)} tickets go in pairs over ${hours} hours, with ${peak} times the mean in the worst minute; a shopper looks at four maps
and lets one reservation go.

- polls: ${significant(waiting)} / ${pollPause} s = ${significant(calls.poll)} a second
- joins: ${significant(waiting)} / 3,600 s x ${peak} = ${significant(calls.join)} a second
- purchases: ${significant(tickets / 2)} / ${significant(hours * 3600)} s x ${peak} = ${significant(calls.purchase)} a second

${callTable(calls)}

${coresSentence(calls)} The room, in memory on each node: ${orMissing(measured.fanBytes, (bytes) => `${significant(waiting)} x ${significant(bytes)} bytes = ${megabytes(waiting, bytes)} MB`)}.
${networkSentence([
    [calls.poll, measured.pollBytes],
    [calls.map, measured.mapBytes],
  ])}

What breaks first is the front, not the sale: ${significant(calls.poll)} polls a second are connections and packets for the proxies
before they are work for a node, and the pages themselves belong on a CDN.${sentence(rates.purchase, (rate) => `The sale takes ${significant((100 * calls.purchase) / rate)} % of what one small PostgreSQL finished.`)} Let the room
admit what is sold anyway: its rate is the one knob that keeps all later figures where they are.
`;
}

/** Messages of a map's stream are at least 100 ms apart, whatever happens to the seats. */
const kMessagesPerSecond = 10;
/** "12345,1," for each seat after the first. */
const kBytesPerSeat = 8;

/** The stream of one map to so many readers while so many seats change a second. */
function streamOf(readers, seatsPerSecond) {
  const seats = seatsPerSecond / kMessagesPerSecond;
  return [
    readers * kMessagesPerSecond,
    measured.deliveryBytes && measured.deliveryBytes + kBytesPerSeat * Math.max(0, seats - 1),
  ];
}

function steady() {
  const total = 20_000;
  const calls = { poll: total * 0.7, map: total * 0.2, reserve: total * 0.08, purchase: total * 0.02 };
  return `## 20,000 requests a second

Taken: of a hundred requests 70 are polls, 20 maps, 8 reservations, 2 purchases.

${callTable(calls)}

${coresSentence(calls)}
${networkSentence([
    [calls.poll, measured.pollBytes],
    [calls.map, measured.mapBytes],
  ])}${sentence(measured.fullMapBytes, (bytes) => `A full map is ${orMissing(measured.mapBytes, (compact) => significant(bytes / compact, 2))} times as long as a compact one, which is what our pages read.`)}

What breaks first is the database: everything but its ${significant(calls.reserve + calls.purchase)} writes a second is answered from memory.${sentence(
    measured.statements,
    (statements) =>
      `A purchase is ${significant(statements)} statements and ${orMissing(measured.commits, significant)} commits, since those who come together are written together.`,
  )}${sentence(measured.overloadShare, (share) => `\nWhen ten times as many come as can be served, ${significant(share)} % of the peak is still finished if those who are refused wait as they are told, as our pages do,\nand ${orMissing(measured.overloadImpatient, significant)} % if nobody does (bench/RESULTS.md, Overload).`)}
`;
}

function stadium() {
  const [seats, time, readers] = [60_000, 60, 20_000];
  const stream = streamOf(readers, (2 * seats) / time);
  const calls = {
    map: (seats / time) * 2,
    delivery: stream[0],
    reserve: seats / 2 / time / 2,
    purchase: seats / 2 / time,
  };
  const rate = rates.purchase;
  return `## One stadium of 60,000 sold in a minute

Taken: seats go in pairs; every second buyer loses a seat once and tries again; a buyer looks at four maps, at the cost of one of
20,000 seats; a purchase has its own reservation in it; ${significant(readers)} watch the map by its stream, as the page does, while each seat
turns held and then sold.

- purchases: ${significant(seats)} / 2 / ${time} s = ${significant(calls.purchase)} a second
- lost reservations: half as many = ${significant(calls.reserve)} a second
- deliveries: ${significant(readers)} x ${kMessagesPerSecond} messages a second = ${significant(calls.delivery)} a second

${callTable(calls)}

${coresSentence(calls)}${sentence(rate, (value) => `One PostgreSQL on the measured machine would sell it in ${significant((seats / 2) / value)} s.`)}${sentence(rates.purchaseEmbedded, (value) => `The embedded store alone, on one such machine, would take ${significant((seats / 2) / value)} s.`)}

${networkSentence([[calls.map, measured.mapBytes], stream])} ${significant(readers)} streams on one node take ${orMissing(measured.streamBytes, (bytes) => `${megabytes(20_000, bytes)} MB`)}; 99 % of the readers have a single change
after ${orMissing(measured.streamsP99, (ms) => `${significant(ms)} ms`)}.

What breaks first is the network of one node, then what is outside: a purchase is an authorization and a capture, so the payment provider hears ${significant(2 * calls.purchase)} calls a
second. Ask it for that before the day, or let the waiting room sell the stadium in ten minutes: a tenth of every figure here.
`;
}

const kMoves = `## What moves the limits

- **More nodes.** Nodes share nothing but the engines, so polls, maps and streams grow with them. Writes do not: a node more
  brings smaller batches, not a faster database. ${
    nodes
      ? `On one machine that all shared, ${nodes.map(({ side, median: rate }) => `${side} made ${significant(rate)} reservations a second`).join(", ")}.`
      : `(1 to 3 nodes on one machine: ${kMissing}.)`
  }
- **PostgreSQL's disk and cores.** A commit waits for the disk once a batch. A faster log device shortens the wait; more cores let
  more batches run side by side, as many as nodes have connections (\`--postgres-connections\`).
- **Partitions.** Seats and order items are in eight partitions by event already, so vacuum and indexes stay small. A
  partition does not make one event faster: its seats are all in one. Events that are too much for one
  database together can be sold by two installations, each with its own, behind one proxy that goes by the event.
- **Read replicas** take nothing off the sale, since maps, rooms and event pages are answered from the nodes' memory. Use one as a
  standby, and for exports and reports.
- **Redis Cluster.** All locks of an event are in one slot, so many events spread over many servers and one event does not.${sentence(
  measured.roundTrips,
  (trips) => `A purchase is ${significant(trips)} round trips, so one Redis is seldom what is short.`,
)}
- **Workers.** A purchase above is what the node with the role \`api\` and the engines do for it. Its mail is written and sent by a
  worker afterwards, later in a rush, and is not in these sums: give workers cores of their own.
- **Memory.** A waiting fan, on each node: ${orMissing(measured.fanBytes, (bytes) => `${significant(bytes)} bytes`)}. A stream: ${orMissing(measured.streamBytes, (bytes) => `${significant(bytes / 1000)} kB`)}. A loaded event of ${orMissing(measured.eventMemory, ({ at, median: kilobytes }) => `${significant(at)} seats: ${significant(kilobytes)} kB`)}. A store of a million seats in
  500 events is ready after ${orMissing(measured.startEvents, (ms) => `${significant(ms)} ms`)}.
- **Rehearse it.** These are sums. \`fairgate rehearse\` plays the day against your own machines (docs/rehearsal.md).
`;

console.log(`# Capacity

Hardware for real on-sales, computed from what was measured. \`bench/run\` writes this page anew from bench/results.json;
what it does not know says "${kMissing}".

## What things cost

Measured on ${machine}.
A call's cost is all cores of that machine divided by the calls a second, so the load tool's part, and with PostgreSQL and
Redis the engines' part, are in it: an upper bound for a core of a server.

${costTable()}

From ${source("get", "poll", "streams", "postgres", "reserve", "purchase", "scaling", "overload")}.

${season()}
${steady()}
${stadium()}
${kMoves.trimEnd()}`);
