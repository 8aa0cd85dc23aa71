// RESULTS.md, from results.json.

const shown = (value) => value.toLocaleString("en-US", { maximumSignificantDigits: Math.abs(value) < 10_000 ? 3 : 4 });

const kOneByOne = `- "One by one" runs the same statements on the same schema and SQLite settings (WAL, synchronous=FULL), without HTTP and
  without batches: each step of each buyer is a transaction of its own.
`;

const kReservation = `- A reservation is a new visitor who takes two neighbouring seats of a 60,000-seat event that nobody else asks for.
`;

const kPurchase = `- A purchase reserves two neighbouring seats that nobody else asks for and then pays with the built-in test provider.
`;

const kCounts = `- Statements, begin and commit aside, are those that pg_stat_statements counted, commits those of pg_stat_database, Redis
  round trips the reads of its event loop: what was pipelined comes in one.
`;

/** In the order in which they are shown: a title, what it is about, and notes. */
const kGroups = {
  get: {
    title: "Readers, beside nginx",
    notes: `- nginx, one worker a core, serves the bytes of Fairgate's own answers with its headers: the small one and the maps from
  files in its open file cache by sendfile. Half of the seats are held, at random. Fairgate's loops may be a second late
  here before it asks readers to come again, instead of 50 ms: both sides send all that they can.
`,
  },
  poll: {
    title: "The waiting room",
    notes: `- nginx, one worker a core, answers each poll with the body and headers that Fairgate gave the first visitor.
`,
  },
  work: {
    title: "Proof of work before joining",
    notes: `- What \`serve --work-bits\` asks of whoever joins is computed by one thread of a program in C++, one hash after the other,
  and checked by the server's own code, on one core. What a browser computes is in docs/web-figures.md.
`,
  },
  streams: {
    title: "Streams",
    notes: `- A delivery counts from the moment before a reservation is sent until its message has been read from the stream; the client
  shares the cores. Memory per stream is the difference of the server's resident size between one stream and all of them;
  what the kernel keeps for a connection is not in it. Processor time and bytes of a delivery are those of a change of
  one seat.
`,
  },
  reserve: { title: "Reservations on the embedded store", notes: kReservation + kOneByOne },
  purchase: { title: "Purchases on the embedded store", notes: kPurchase + kOneByOne },
  postgres: {
    title: "PostgreSQL",
    notes: `${kReservation}${kPurchase}- On PostgreSQL both sides use one server with fsync on, and its shared buffers of 256 MB. pgbench reserves two random
  seats of a like event with SELECT FOR UPDATE NOWAIT and UPDATE in one transaction, as prepared statements of 16 clients
  that each choose among seats of their own, so that none has to be repeated. Its purchases write the same rows as ours
  in the transactions that a shop without batches needs: the hold, the pending order, the sale, the capture. Ours is a
  node with the role \`api\`: what a worker does, the mails above all, is left out on both sides.
${kCounts}`,
  },
  stampede: {
    title: "The stampede",
    notes: `- The clients who want the same seats are all connected before the first one asks, and each asks for one of them. A loser
  cost no statement when no batch of holds, which begins by locking its sessions, had the loser's; pg_stat_statements counted.
`,
  },
  locks: {
    title: "Locks in Redis",
    notes: `- redis-benchmark locks two random seats by the script that Fairgate sent.
`,
  },
  express: {
    title: "Beside Express",
    notes: `- Express is bench/baseline-express, in production mode, in one process with 32 connections to PostgreSQL and in cluster
  mode with one worker a core and 16 connections each; its README says how that is kept fair. Both sides use one
  PostgreSQL with fsync on and one Redis, and sell the same events of 20,000 seats one after the other, to the same load
  tool. After each run of Express its tables are compared with what the load tool was told; no seat may be sold twice.
  Express sends no mails; ours is a node with the role \`api\`, without a worker's part.
- The eight clients who poll take the map of the event that is being sold, gzip, without a pause; who is refused for now
  (503) waits a second. Fairgate's map is the present one, that of Express up to 5 s old. Refused maps are not counted.
`,
  },
  overload: {
    title: "Overload",
    notes: `- The tool has one core, the server the others, and 15,000 connections are open from the beginning. The peak is what 128
  buyers at a time, who reserve two seats and pay, get through. Then buyers come at a rate: 0.6 of the peak, ten times the
  peak for a minute, and 0.6 again, however slow the server is. Times count from the moment a buyer was to come.
- A buyer who is refused (503) keeps the connection for as long as Retry-After says; one who finds all connections taken so
  goes away unheard. That is what the server counts on: in a run of its own, of 20 s, nobody waits as told, and the
  next buyer comes on such a connection at once.
`,
  },
  scaling: {
    title: "How it grows",
    notes: `- Reservations as above; the events of a row have as many seats together, so only their number or size differs. All nodes
  share this machine's cores with PostgreSQL, Redis and the load tool: more of them show what they cost each other, not
  what more machines give.
- The time to make a map is that of the first reader after a change.
`,
  },
  start: { title: "Start-up and memory", notes: "" },
  calls: {
    title: "What one call costs",
    notes: `- Instructions and pieces of memory are counted with callgrind from the dispatcher inwards, on the embedded store and one
  call after the other, so each has a transaction to itself: \`reserve\` and \`best\` (the best two seats) by new visitors, \`release\`
  of two seats, \`poll\` of a waiting room, \`map\` as it is. System calls are counted with strace, which slows the server down,
  while 64 connections ask: those of all its threads, the disk's with them. A \`purchase\` is its reservation and its payment.
`,
  },
};

function pairTable(pairs) {
  const rows = pairs.flatMap(({ pair, unit, sides, ratio }) =>
    sides.map(
      ({ side, median, min, max }, index) =>
        `| ${index === 0 ? pair : ""} | ${side} | ${shown(median)} ${unit} | ${shown(min)} to ${shown(max)} | ` +
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

function section(name, group, withPicture) {
  const { title, notes } = kGroups[name];
  const compared = Object.entries(group.versions).map(([program, version]) => `${program} ${version}`);
  const head = [
    `${group.date}, commit ${group.commit}, \`${group.command}\``,
    `${group.rounds} round${group.rounds === 1 ? "" : "s"} of ${group.seconds} s a side`,
    `${group.connections} connections`,
    ...(compared.length > 0 ? [compared.join(", ")] : []),
  ];
  return `## ${title}

${head.join("; ")}.

${withPicture ? "![Curves of the table below](scaling.svg)\n\n" : ""}${pairTable(group.pairs)}
${latencyTable(group.pairs)}${notes ? `\n${notes}` : ""}`;
}

function machines(groups) {
  const kinds = new Map();
  for (const [name, { machine, compiler }] of groups) {
    const kind = `${machine}; built with ${compiler}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  if (kinds.size === 1) return `Machine: ${[...kinds.keys()][0]}.`;
  return [...kinds].map(([kind, names]) => `- ${names.join(", ")}: ${kind}.`).join("\n");
}

/** `withPicture`: whether scaling.svg stands beside it. */
export function markdown(results, withPicture) {
  const groups = Object.keys(kGroups)
    .filter((name) => name in results.groups)
    .map((name) => [name, results.groups[name]]);
  const missing = Object.keys(kGroups).filter((name) => !(name in results.groups));
  return `# Results

Written by \`bench/run\`, which measures groups together or one at a time: each table says when and at which commit. The
sides of a pair take turns. Only ratios within one run mean something elsewhere; all programs of a pair, wrk and the load
tool included, share the cores. The server runs with one loop a core, without an access log and without the limit of
requests a second for one client. Every answer is checked, and \`fairgate audit\` after every round that sells.

${machines(groups)}
${missing.length > 0 ? `\nNot measured yet: ${missing.join(", ")}.\n` : ""}
${groups.map(([name, group]) => section(name, group, withPicture && name === "scaling")).join("\n")}`;
}
