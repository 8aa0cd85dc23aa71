import { useCallback, useRef, useState } from 'react';
import { ApiError, api, type Schemas, toApiError, unwrap } from '../../lib/api/client';
import { sleep } from '../../lib/api/retry';
import { clearAttempt, keyForReservation, markAttempt, replaceKey } from './idempotencyKey';
import { explainFailure, type PaymentProblem } from './problem';

export type PaymentState =
  | { step: 'idle'; problem: PaymentProblem | undefined }
  | { step: 'processing' }
  /** The answer was lost on the way: the same payment is asked for again, not made again. */
  | { step: 'confirming' }
  | { step: 'done'; order: Schemas['Order'] };

type Payment = { card: Schemas['PaymentMethod']; email: string };

const confirmationsMax = 3;
const confirmationPauseMs = 2_000;
const confirmationPauseMaxMs = 8_000;

/** Pays for one reservation. Any number of calls makes one payment: all carry the same key. */
export function usePayment(reservation: Schemas['Reservation']) {
  const idempotencyKey = useRef<string>(undefined);
  idempotencyKey.current ??= keyForReservation(reservation.id);
  const isPaying = useRef(false);
  const [state, setState] = useState<PaymentState>({ step: 'idle', problem: undefined });
  const { eventId, id: reservationId } = reservation;

  const pay = useCallback(
    async ({ card, email }: Payment): Promise<Schemas['Order'] | undefined> => {
      // The state is only seen after a render; a double click is faster.
      if (isPaying.current) return undefined;
      isPaying.current = true;
      setState({ step: 'processing' });
      markAttempt(eventId);
      try {
        for (let confirmation = 0; ; confirmation++) {
          const answer = await attempt({
            eventId,
            idempotencyKey: idempotencyKey.current ?? '',
            paymentMethod: card,
            email,
          });
          if (!(answer instanceof ApiError)) {
            clearAttempt(eventId);
            setState({ step: 'done', order: answer });
            return answer;
          }
          const problem = explainFailure(answer);
          if (problem.kind === 'unknown' && confirmation < confirmationsMax) {
            setState({ step: 'confirming' });
            const pauseMs = (answer.retryAfterSeconds ?? 0) * 1000 || confirmationPauseMs;
            await sleep(Math.min(pauseMs, confirmationPauseMaxMs));
            continue;
          }
          if (problem.kind === 'declined' || problem.kind === 'expired') clearAttempt(eventId);
          if (problem.kind === 'stale_key') idempotencyKey.current = replaceKey(reservationId);
          setState({ step: 'idle', problem });
          return undefined;
        }
      } finally {
        isPaying.current = false;
      }
    },
    [eventId, reservationId],
  );

  /** For when what was wrong is over without another try. */
  const forgetProblem = useCallback(() => setState({ step: 'idle', problem: undefined }), []);

  return { state, pay, forgetProblem };
}

async function attempt(body: Schemas['CheckoutRequest']): Promise<Schemas['Order'] | ApiError> {
  try {
    return await unwrap(api.POST('/api/checkout', { body }));
  } catch (problem) {
    return toApiError(problem);
  }
}
