import type { ApiError } from '../../lib/api/client';
import { t } from '../../lib/text';

/** Why a payment did not go through, and what to do now. */
export type PaymentProblem = {
  kind:
    | 'declined'
    | 'expired'
    | 'unknown'
    | 'unavailable'
    | 'offline'
    | 'unreachable'
    | 'stale_key'
    | 'failed';
  title: string;
  text: string;
};

export function explainFailure(error: ApiError): PaymentProblem {
  if (error.status === 402) {
    return {
      kind: 'declined',
      title: 'Payment declined. Please try a different card.',
      text: `${declineReason(error.details)} Nothing was charged and your seats are still held.`,
    };
  }
  if (error.status === 410 || error.status === 404) {
    return {
      kind: 'expired',
      title: 'Your seats are no longer held.',
      text: 'The time to pay ran out and they went back on sale. Nothing was charged.',
    };
  }
  if (error.code === 'payment_unknown' || error.code === 'timeout' || error.code === 'bad_answer') {
    return {
      kind: 'unknown',
      title: 'We have not heard back from the bank yet.',
      text: 'Nothing is lost: your seats stay yours and you cannot be charged twice. Try again in a moment and we finish this same payment.',
    };
  }
  if (error.status === 503 || error.status === 429) {
    const wait = error.retryAfterSeconds;
    const when =
      wait === undefined || wait === 0
        ? 'in a moment'
        : t({ one: 'in {count} second', other: 'in {count} seconds' }, { count: wait });
    return {
      kind: 'unavailable',
      title: 'Payments are busy at the moment.',
      text: `Nothing is lost: your seats are still held and nothing was charged twice. Try again ${when}.`,
    };
  }
  if (error.code === 'offline') {
    return navigator.onLine === false
      ? {
          kind: 'offline',
          title: 'You are offline.',
          text: 'Everything you entered is still here. Pay again when you are back online: you cannot be charged twice.',
        }
      : {
          kind: 'unreachable',
          title: 'We cannot reach Fairgate.',
          text: 'Everything you entered is still here. We keep trying and say when you can pay again: you cannot be charged twice.',
        };
  }
  if (error.code === 'idempotency_key_reused') {
    return { kind: 'stale_key', title: 'Checkout failed. Please try again.', text: 'Nothing was charged.' };
  }
  if (error.code === 'checkout_in_progress') {
    return {
      kind: 'unavailable',
      title: 'These seats are being paid for right now.',
      text: 'Perhaps in another tab of yours. Try again in a moment: you cannot be charged twice.',
    };
  }
  if (error.code === 'purchase_limit') {
    return {
      kind: 'failed',
      title: 'These are more tickets than one person may buy.',
      text: 'You have bought others for this event, or are paying for them in another window. Nothing was charged. Give some of these seats back, or wait for the other payment.',
    };
  }
  return {
    kind: 'failed',
    title: 'Checkout failed. Please try again.',
    text: `${sentence(error.message)} Retrying is safe: you cannot be charged twice.`,
  };
}

function declineReason(details: unknown): string {
  const reason = typeof details === 'object' && details !== null && 'reason' in details ? details.reason : '';
  if (reason === 'insufficient_funds') return 'There is not enough money on this card.';
  if (reason === 'authentication_required') {
    return 'The bank wants to confirm this payment with you, which is not possible here.';
  }
  return 'The bank did not accept this card.';
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** Nothing came back: whether it was paid is asked for as soon as there is a connection. */
export function isCutOff(problem: PaymentProblem | undefined): boolean {
  return problem?.kind === 'offline' || problem?.kind === 'unreachable';
}
