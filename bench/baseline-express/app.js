// Routes and what they let in. Answers have the shapes of Fairgate's API.

import { randomUUID } from 'node:crypto';
import express from 'express';
import { checkout } from './checkout.js';
import { reserve } from './reservations.js';
import { seatMap } from './seat-map.js';

const SEATS_MAX = 6;
const ID = /^\d{1,9}$/;
const SESSION_COOKIE = /(?:^|; )sid=([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:;|$)/;

const isText = (value, max) => typeof value === 'string' && value.length > 0 && value.length <= max;
const isId = (value) => typeof value === 'string' && ID.test(value);

function isReserveRequest(body) {
  const { eventId, seatIds } = body ?? {};
  return (
    isId(eventId) &&
    Array.isArray(seatIds) &&
    seatIds.length >= 1 &&
    seatIds.length <= SEATS_MAX &&
    seatIds.every(isId) &&
    new Set(seatIds).size === seatIds.length
  );
}

function isCheckoutRequest(body) {
  const { eventId, idempotencyKey, email, paymentMethod } = body ?? {};
  return (
    isId(eventId) &&
    isText(idempotencyKey, 200) &&
    isText(email, 254) &&
    paymentMethod?.type === 'card' &&
    isText(paymentMethod.number, 19)
  );
}

const succeed = (response, status, data) => response.status(status).json({ success: true, data });
const fail = (response, status, code, error, details) =>
  response.status(status).json({ success: false, error, code, details });

/** The session of this browser: whoever has none gets one. */
function sessionOf(request, response) {
  const sent = SESSION_COOKIE.exec(request.headers.cookie ?? '')?.[1];
  if (sent) return sent;
  const fresh = randomUUID();
  response.setHeader('Set-Cookie', `sid=${fresh}; Path=/; HttpOnly; SameSite=Lax`);
  return fresh;
}

async function postReserve(request, response) {
  if (!isReserveRequest(request.body))
    return fail(response, 400, 'malformed', 'Name an event and 1 to 6 seats.');
  const { eventId, seatIds } = request.body;
  const answer = await reserve(sessionOf(request, response), eventId, seatIds);
  if (answer.reservation) return succeed(response, 200, answer);
  return fail(response, 409, 'nothing_available', 'Somebody else was faster.', answer);
}

async function postCheckout(request, response) {
  if (!isCheckoutRequest(request.body)) return fail(response, 400, 'malformed', 'The order is not complete.');
  const { order, failure } = await checkout(sessionOf(request, response), request.body);
  if (order) return succeed(response, 201, order);
  if (failure === 'declined') return fail(response, 402, failure, 'The card was declined.');
  return fail(response, 410, failure, 'The reservation has ended.');
}

async function getSeats(request, response) {
  const { id } = request.params;
  const encoding = request.acceptsEncodings(['gzip', 'identity']) === 'gzip' ? 'gzip' : 'identity';
  const map = isId(id) ? await seatMap(id, encoding) : undefined;
  if (!map) return fail(response, 404, 'not_found', 'There is no such event.');
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', map.length);
  response.setHeader('Vary', 'Accept-Encoding');
  if (encoding === 'gzip') response.setHeader('Content-Encoding', 'gzip');
  response.end(map);
}

// Four parameters make it Express's error handler.
function answerError(error, _request, response, _next) {
  if (error.status >= 400 && error.status < 500)
    return fail(response, error.status, 'malformed', error.message);
  console.error(error);
  return fail(response, 500, 'internal', 'Something broke.');
}

export function makeApp() {
  const app = express();
  app.disable('x-powered-by');
  // A hash of every answer, of no use to those who buy.
  app.disable('etag');
  app.use(express.json({ limit: '16kb' }));
  app.get('/healthz', (_request, response) => response.json({ status: 'ok' }));
  app.get('/api/events/:id/seats', getSeats);
  app.post('/api/seats/reserve', postReserve);
  app.post('/api/checkout', postCheckout);
  app.use((_request, response) => fail(response, 404, 'not_found', 'There is nothing here.'));
  app.use(answerError);
  return app;
}
