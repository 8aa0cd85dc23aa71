// The pretend provider: it answers at once.

import { randomUUID } from 'node:crypto';

const DECLINED_CARD = '4000000000000002';

/** Answers the payment's id, or nothing when the card is declined. */
export async function charge(card) {
  return card.number === DECLINED_CARD ? undefined : `pay_${randomUUID()}`;
}

/** Gives back what bought nothing in the end. */
export async function refund(_paymentId) {}
