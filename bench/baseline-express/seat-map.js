// The availability endpoint: an answer that Redis keeps for some seconds, ready to send and compressed once.

import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import { database, keys, redis } from './stores.js';

const gzip = promisify(gzipCallback);
const TTL_ON_SALE_SECONDS = 5;
const TTL_OTHERWISE_SECONDS = 30;

const SELECT_EVENT = { name: 'select-event', text: 'SELECT status FROM events WHERE id = $1' };
const SELECT_MAP = {
  name: 'select-map',
  text: `SELECT id, section, row, seat_number, category, price, status FROM seats
         WHERE event_id = $1 ORDER BY id`,
};

const fillings = new Map();

async function fill(eventId) {
  const event = (await database.query({ ...SELECT_EVENT, values: [eventId] })).rows[0];
  if (!event) return undefined;
  const { rows } = await database.query({ ...SELECT_MAP, values: [eventId] });
  const availability = { available: 0, held: 0, sold: 0 };
  const seats = rows.map(({ id, section, row, seat_number, category, price, status }) => {
    ++availability[status];
    return { id: String(id), eventId, section, row, seatNumber: seat_number, category, price, status };
  });
  const identity = Buffer.from(JSON.stringify({ success: true, data: { seats, availability } }));
  const map = { identity, gzip: await gzip(identity) };
  const ttl = event.status === 'on_sale' ? TTL_ON_SALE_SECONDS : TTL_OTHERWISE_SECONDS;
  await redis.multi().hset(keys.availability(eventId), map).expire(keys.availability(eventId), ttl).exec();
  return map;
}

/** The whole answer as bytes in `encoding` (`identity` or `gzip`); nothing when there is no such event. */
export async function seatMap(eventId, encoding) {
  const cached = await redis.hgetBuffer(keys.availability(eventId), encoding);
  if (cached) return cached;
  // Those who find the cache empty at once share one query in each process.
  if (!fillings.has(eventId)) {
    fillings.set(
      eventId,
      fill(eventId).finally(() => fillings.delete(eventId)),
    );
  }
  return (await fillings.get(eventId))?.[encoding];
}
