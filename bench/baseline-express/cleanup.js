// Returns seats whose hold has passed, once a minute in one process.

import { database, keys, redis } from './stores.js';

const EVERY_MILLISECONDS = 60_000;

const RETURN_EXPIRED = `UPDATE seats SET status = 'available', held_by_session = NULL, held_until = NULL
    WHERE status = 'held' AND held_until < now() RETURNING id, event_id`;

async function cleanUpExpiredHolds() {
  const { rows } = await database.query(RETURN_EXPIRED);
  if (rows.length === 0) return;
  const events = new Set(rows.map((seat) => seat.event_id));
  const pipeline = redis.pipeline();
  for (const seat of rows) pipeline.del(keys.lock(seat.event_id, seat.id));
  for (const event of events) pipeline.del(keys.availability(event));
  await pipeline.exec();
  console.error(JSON.stringify({ count: rows.length, events: events.size }));
}

export function startCleanup() {
  return setInterval(() => cleanUpExpiredHolds().catch(console.error), EVERY_MILLISECONDS);
}
