// Checkout, in the document's seven steps. Asking again with the same key answers the same order.

import { charge, refund } from './payments.js';
import { database, keys, redis, transaction } from './stores.js';

const ANSWER_SECONDS = 86_400;
const UNIQUE_VIOLATION = '23505';

const FIND_ORDER = {
  name: 'find-order',
  text: `SELECT o.*, e.name AS event_name,
                json_agg(json_build_object('seatId', s.id::text, 'section', s.section, 'row', s.row,
                    'seatNumber', s.seat_number, 'category', s.category, 'price', i.price)
                    ORDER BY s.id) AS seats
         FROM orders o JOIN events e ON e.id = o.event_id JOIN order_items i ON i.order_id = o.id
         JOIN seats s ON s.event_id = i.event_id AND s.id = i.seat_id
         WHERE o.idempotency_key = $1 GROUP BY o.id, e.name`,
};
const INSERT_ORDER = {
  name: 'insert-order',
  text: `INSERT INTO orders (event_id, session_id, status, subtotal, fees, total_amount, currency, payment_id,
             card_last_four, email, idempotency_key)
         VALUES ($1, $2, 'paid', $3, $4, $5, $6, $7, $8, $9, $10)
         RETURNING *, (SELECT name FROM events WHERE id = $1) AS event_name`,
};
const SELL_SEATS = {
  name: 'sell-seats',
  text: `UPDATE seats SET status = 'sold', held_until = NULL
         WHERE event_id = $1 AND id = ANY($2) AND status = 'held' AND held_by_session = $3
             AND held_until > now()`,
};
const INSERT_ITEMS = {
  name: 'insert-items',
  text: `INSERT INTO order_items (order_id, event_id, seat_id, price)
         SELECT $1, $2, item.seat_id, item.price
         FROM unnest($3::integer[], $4::integer[]) AS item (seat_id, price)`,
};

class SeatsGone extends Error {}

function answerOf(row, seats) {
  return {
    id: row.id,
    eventId: String(row.event_id),
    event: { id: String(row.event_id), name: row.event_name },
    status: row.status,
    seats,
    subtotal: row.subtotal,
    fees: row.fees,
    totalAmount: row.total_amount,
    currency: row.currency,
    paymentId: row.payment_id,
    cardLastFour: row.card_last_four,
    email: row.email,
    createdAt: row.created_at.toISOString(),
  };
}

async function orderInDatabase(idempotencyKey) {
  const { rows } = await database.query({ ...FIND_ORDER, values: [idempotencyKey] });
  return rows.length > 0 ? answerOf(rows[0], rows[0].seats) : undefined;
}

async function orderSoFar(idempotencyKey) {
  const cached = await redis.get(keys.idempotency(idempotencyKey));
  if (cached) return JSON.parse(cached);
  const order = await orderInDatabase(idempotencyKey);
  if (order) await redis.setex(keys.idempotency(idempotencyKey), ANSWER_SECONDS, JSON.stringify(order));
  return order;
}

function storeOrder(reservation, request, paymentId) {
  const { eventId, sessionId, seatIds, seats, subtotal, fees, totalAmount, currency } = reservation;
  return transaction(async (client) => {
    const lastFour = request.paymentMethod.number.slice(-4);
    const { rows } = await client.query({
      ...INSERT_ORDER,
      values: [
        ...[eventId, sessionId, subtotal, fees, totalAmount, currency],
        ...[paymentId, lastFour, request.email, request.idempotencyKey],
      ],
    });
    const sold = await client.query({ ...SELL_SEATS, values: [eventId, seatIds, sessionId] });
    if (sold.rowCount !== seatIds.length) throw new SeatsGone();
    const prices = seats.map((seat) => seat.price);
    await client.query({ ...INSERT_ITEMS, values: [rows[0].id, eventId, seatIds, prices] });
    return answerOf(
      rows[0],
      seats.map(({ id, section, row, seatNumber, category, price }) => {
        return { seatId: id, section, row, seatNumber, category, price };
      }),
    );
  });
}

async function cleanUp(reservation, idempotencyKey, order) {
  const { eventId, sessionId, seatIds } = reservation;
  await redis
    .pipeline()
    .del(
      keys.reservation(sessionId),
      ...seatIds.map((id) => keys.lock(eventId, id)),
      keys.availability(eventId),
    )
    .setex(keys.idempotency(idempotencyKey), ANSWER_SECONDS, JSON.stringify(order))
    .exec();
}

/** Answers `{order}`, or `{failure}`: `expired` or `declined`. */
export async function checkout(sessionId, request) {
  const { eventId, idempotencyKey } = request;
  const earlier = await orderSoFar(idempotencyKey);
  if (earlier) return { order: earlier };

  const reservation = JSON.parse(await redis.get(keys.reservation(sessionId)));
  if (reservation?.eventId !== eventId || Date.parse(reservation.expiresAt) < Date.now()) {
    return { failure: 'expired' };
  }
  const paymentId = await charge(request.paymentMethod, reservation.totalAmount, reservation.currency);
  if (!paymentId) return { failure: 'declined' };

  let order;
  try {
    order = await storeOrder(reservation, request, paymentId);
  } catch (error) {
    await refund(paymentId);
    if (error instanceof SeatsGone) return { failure: 'expired' };
    if (error.code !== UNIQUE_VIOLATION) throw error;
    // The same key arrived twice at once, and the other one was first.
    return { order: await orderInDatabase(idempotencyKey) };
  }
  await cleanUp(reservation, idempotencyKey, order);
  return { order };
}
