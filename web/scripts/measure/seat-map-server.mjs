// A stand-in for the server with one synthetic event, to look at the seat map and to measure it without a back end.
// node scripts/measure/seat-map-server.mjs [seats] [port] serves the built app in dist/.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadModules, root } from './modules.mjs';

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'";
const holdMs = 600_000;
const id = (n) => String(n).padStart(13, '0');

/** Answers how to reach the event's page and how to stop. */
export async function startSeatMapServer({
  seats = 60_000,
  port = 0,
  dist = join(root, 'dist'),
  status = 'on_sale',
} = {}) {
  const [stadium] = await loadModules('/src/features/seat-map/testing/stadium.ts');
  const plan = stadium.makeStadium(seats);
  const statuses = stadium.makeStatuses(plan);
  const event = stadium.makeEvent(plan, { status });
  const streams = new Set();
  let version = 1;
  let reservation;

  const totalOf = (seat) => {
    for (const section of plan.sections) {
      for (const row of section.rows) {
        if (seat < row.firstIndex || seat >= row.firstIndex + row.seatCount) continue;
        return event.prices[row.categories[0]];
      }
    }
    throw new RangeError(`no seat ${seat}`);
  };
  const setStatus = (list, next) => {
    const changes = [];
    for (const seat of list) {
      statuses[seat] = next;
      changes.push(seat, next);
    }
    const change = { fromVersion: version, version: version + 1, availability: event.availability, changes };
    version++;
    for (const stream of streams) stream.write(`event: changes\ndata: ${JSON.stringify(change)}\n\n`);
  };
  const snapshot = () => ({ ...stadium.makeSnapshot(statuses, version), eventStatus: status });
  const hold = (wanted) => {
    const free = wanted.filter((seat) => statuses[seat] === 0);
    const unavailableSeats = wanted.filter((seat) => statuses[seat] !== 0).map(String);
    if (free.length === 0)
      return [
        409,
        {
          success: false,
          error: 'Those seats are taken.',
          code: 'seats_unavailable',
          details: { unavailableSeats },
        },
      ];
    setStatus(free, 1);
    const seatIds = [...(reservation?.seatIds ?? []), ...free.map(String)];
    const prices = seatIds.map((seat) => totalOf(Number(seat)));
    const sum = (key) => prices.reduce((total, price) => total + price[key], 0);
    reservation = {
      id: id(3),
      sessionId: id(4),
      eventId: event.id,
      seatIds,
      seats: [],
      currency: 'USD',
      status: 'active',
      subtotal: sum('price'),
      fees: sum('fee'),
      totalAmount: sum('total'),
      expiresAt: reservation?.expiresAt ?? new Date(Date.now() + holdMs).toISOString(),
    };
    return [
      200,
      { success: true, data: { reservation, serverNow: new Date().toISOString(), unavailableSeats } },
    ];
  };
  const current = () => [
    200,
    { success: true, data: { ...(reservation && { reservation }), serverNow: new Date().toISOString() } },
  ];
  const release = (seatIds) => {
    const going = seatIds ?? reservation?.seatIds ?? [];
    setStatus(going.map(Number), 0);
    const left = (reservation?.seatIds ?? []).filter((seat) => !going.includes(seat));
    reservation =
      left.length > 0
        ? {
            ...reservation,
            seatIds: left,
            totalAmount: left.reduce((t, s) => t + totalOf(Number(s)).total, 0),
          }
        : undefined;
    return current();
  };
  const best = (quantity) => {
    for (let seat = 0; seat + quantity <= statuses.length; seat++) {
      const list = Array.from({ length: quantity }, (_, i) => seat + i);
      if (list.every((s) => statuses[s] === 0)) return hold(list);
    }
    return [409, { success: false, error: 'No such seats are left.', code: 'seats_unavailable' }];
  };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const answer = (code, body) => {
      response.writeHead(code, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (!pathname.startsWith('/api/')) return file(dist, pathname, response);
    let text = '';
    for await (const part of request) text += part;
    const body = text === '' ? {} : JSON.parse(text);
    switch (pathname.replace(event.id, ':id').replace(plan.hash, ':hash')) {
      case '/api/events/:id':
        return answer(200, { success: true, data: { ...event, serverNow: new Date().toISOString() } });
      case '/api/plans/:hash':
        return answer(200, { success: true, data: plan });
      case '/api/events/:id/availability':
        return answer(200, { success: true, data: snapshot() });
      case '/api/events/:id/stream':
        response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
        response.write(`event: snapshot\ndata: ${JSON.stringify(snapshot())}\n\n`);
        streams.add(response);
        request.on('close', () => streams.delete(response));
        return;
      case '/api/seats/reserve':
        return answer(...hold(body.seatIds.map(Number)));
      case '/api/seats/best-available':
        return answer(...best(body.quantity));
      case '/api/seats/release':
        return answer(...release(body.seatIds));
      case '/api/reservations/current':
        return answer(...current());
      case '/api/auth/me':
        return answer(200, { success: true, data: {} });
      default:
        return answer(404, { success: false, error: 'Not here.', code: 'not_found' });
    }
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    url: `${origin}/events/${event.id}`,
    plan,
    statuses,
    /** Somebody else takes seats. */
    take: (list) => setStatus(list, 1),
    async close() {
      for (const stream of streams) stream.end();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function file(dist, pathname, response) {
  const wanted = join(dist, normalize(pathname));
  const path = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(dist, 'index.html');
  response.writeHead(200, {
    'Content-Type': types[extname(path)] ?? 'application/octet-stream',
    'Content-Security-Policy': policy,
  });
  createReadStream(path).pipe(response);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seats = '60000', port = '4180'] = process.argv.slice(2);
  const { url } = await startSeatMapServer({ seats: Number(seats), port: Number(port) });
  console.log(url);
}
