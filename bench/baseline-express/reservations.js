// Two-phase reservation: locks in Redis for speed, then a transaction in PostgreSQL that decides.

import { randomUUID } from 'node:crypto';
import { keys, redis, transaction } from './stores.js';

const HOLD_SECONDS = 600;
const FEE_PERCENT = 5;
const LOCK_NOT_AVAILABLE = '55P03';

const SELECT_SEATS = {
  name: 'select-seats',
  text: `SELECT s.id, s.section, s.row, s.seat_number, s.category, s.price, s.status, e.currency
         FROM seats s JOIN events e ON e.id = s.event_id
         WHERE s.event_id = $1 AND s.id = ANY($2) AND e.status = 'on_sale'
         ORDER BY s.id FOR UPDATE OF s NOWAIT`,
};
const HOLD_SEATS = {
  name: 'hold-seats',
  text: `UPDATE seats SET status = 'held', held_by_session = $3,
             held_until = now() + make_interval(secs => $4)
         WHERE event_id = $1 AND id = ANY($2)`,
};

/** Takes what is free of `seatIds`; answers the ids that are locked now. */
async function lockSeats(sessionId, eventId, seatIds) {
  const pipeline = redis.pipeline();
  for (const id of seatIds) pipeline.set(keys.lock(eventId, id), sessionId, 'EX', HOLD_SECONDS, 'NX');
  const replies = await pipeline.exec();
  const failed = replies.find(([error]) => error);
  if (failed) throw failed[0];
  return seatIds.filter((_, index) => replies[index][1] === 'OK');
}

async function unlockSeats(eventId, seatIds) {
  if (seatIds.length > 0) await redis.del(...seatIds.map((id) => keys.lock(eventId, id)));
}

/** Answers the rows that are held now. */
function holdSeats(sessionId, eventId, seatIds) {
  return transaction(async (client) => {
    const { rows } = await client.query({ ...SELECT_SEATS, values: [eventId, seatIds] });
    const free = rows.filter((seat) => seat.status === 'available');
    const ids = free.map((seat) => seat.id);
    if (ids.length > 0) {
      await client.query({ ...HOLD_SEATS, values: [eventId, ids, sessionId, HOLD_SECONDS] });
    }
    return free;
  });
}

function reservationOf(sessionId, eventId, seats) {
  const subtotal = seats.reduce((sum, seat) => sum + seat.price, 0);
  const fees = Math.round((subtotal * FEE_PERCENT) / 100);
  return {
    id: randomUUID(),
    sessionId,
    eventId,
    seatIds: seats.map((seat) => String(seat.id)),
    seats: seats.map((seat) => ({
      id: String(seat.id),
      eventId,
      section: seat.section,
      row: seat.row,
      seatNumber: seat.seat_number,
      category: seat.category,
      price: seat.price,
      status: 'held',
    })),
    subtotal,
    fees,
    totalAmount: subtotal + fees,
    currency: seats[0].currency,
    expiresAt: new Date(Date.now() + HOLD_SECONDS * 1000).toISOString(),
    status: 'active',
  };
}

/** The reservation is missing when somebody else has all of the seats. */
export async function reserve(sessionId, eventId, seatIds) {
  const locked = await lockSeats(sessionId, eventId, seatIds);
  let seats = [];
  try {
    if (locked.length > 0) seats = await holdSeats(sessionId, eventId, locked);
  } catch (error) {
    await unlockSeats(eventId, locked);
    if (error.code !== LOCK_NOT_AVAILABLE) throw error;
    return { unavailableSeats: seatIds };
  }
  const held = new Set(seats.map((seat) => String(seat.id)));
  await unlockSeats(
    eventId,
    locked.filter((id) => !held.has(id)),
  );
  const unavailableSeats = seatIds.filter((id) => !held.has(id));
  if (held.size === 0) return { unavailableSeats };
  const reservation = reservationOf(sessionId, eventId, seats);
  await redis.setex(keys.reservation(sessionId), HOLD_SECONDS, JSON.stringify(reservation));
  return { reservation, serverNow: new Date().toISOString(), unavailableSeats };
}
