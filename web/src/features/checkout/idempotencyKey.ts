/**
 * One key for all attempts at one purchase, so that no second click, retry or reload can pay twice.
 *
 * Kept for the tab's life under the reservation it pays for. Without storage (a strict private mode) a key still
 * serves until the page is reloaded, and the hold itself, which can be paid only once, guards the rest.
 */
const keyPrefix = 'fairgate.checkout.key.';
const attemptPrefix = 'fairgate.checkout.attempt.';

export function keyForReservation(reservationId: string): string {
  const known = read(keyPrefix + reservationId);
  if (known !== undefined) return known;
  const key = randomKey();
  write(keyPrefix + reservationId, key);
  return key;
}

/** For when the server says that the key belongs to another purchase. */
export function replaceKey(reservationId: string): string {
  remove(keyPrefix + reservationId);
  return keyForReservation(reservationId);
}

/** Remembers that a payment may be under way, in case the page is reloaded before the answer. */
export function markAttempt(eventId: string): void {
  write(attemptPrefix + eventId, 'yes');
}

export function clearAttempt(eventId: string): void {
  remove(attemptPrefix + eventId);
}

export function hasAttempt(eventId: string): boolean {
  return read(attemptPrefix + eventId) !== undefined;
}

/** `crypto.randomUUID` exists on secure origins only, which a server on the local network is not. */
function randomKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function read(name: string): string | undefined {
  try {
    return sessionStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Full or forbidden: see above.
  }
}

function remove(name: string): void {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // As above.
  }
}
