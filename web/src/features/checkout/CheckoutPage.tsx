import { useCallback, useEffect, useRef, useState } from 'react';
import { Button, ButtonLink } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Page } from '../../components/Page';
import { PageSkeleton } from '../../components/PageSkeleton';
import { ReservationTimer } from '../../components/ReservationTimer';
import { toast } from '../../components/toasts';
import { api, type Schemas, toApiError, unwrap } from '../../lib/api/client';
import { useHoldTime } from '../../lib/config';
import { formatMoney } from '../../lib/money';
import { serverClock } from '../../lib/serverClock';
import { useSession } from '../../lib/session';
import { t } from '../../lib/text';
import { useLoad } from '../../lib/useLoad';
import { usePageTitle } from '../../lib/usePageTitle';
import { useTryAgain } from '../../lib/useTryAgain';
import styles from './CheckoutPage.module.css';
import { clearAttempt, hasAttempt } from './idempotencyKey';
import { OrderSummary } from './OrderSummary';
import { PaymentForm } from './PaymentForm';
import { isCutOff } from './problem';
import { usePayment } from './usePayment';

type CheckoutPageProps = {
  eventId: string;
  onPaid: (orderId: string) => void;
  onExpired: () => void;
  onChooseAgain: () => void;
  onReleased: () => void;
};

/** How long "Paid" is seen before the tickets are. */
const doneShownMs = 700;

function readReservation(eventId: string, signal?: AbortSignal): Promise<Schemas['CurrentReservation']> {
  return unwrap(
    api.GET('/api/reservations/current', { params: { query: { eventId } }, signal: signal ?? null }),
  );
}

export function CheckoutPage({ eventId, onPaid, onExpired, onChooseAgain, onReleased }: CheckoutPageProps) {
  usePageTitle('Checkout');
  const current = useLoad((signal) => readReservation(eventId, signal), [eventId]);
  const event = useLoad(
    (signal) => unwrap(api.GET('/api/events/{id}', { params: { path: { id: eventId } }, signal })),
    [eventId],
  );
  const config = useLoad((signal) => unwrap(api.GET('/api/config', { signal })), []);
  const reservation = current.data?.reservation;

  if (current.data === undefined) {
    if (current.error === undefined) return <PageSkeleton />;
    return current.error.status === 404 || current.error.status === 400 ? (
      <NothingHeld eventId={undefined} />
    ) : (
      <ErrorState
        title="Your seats did not load"
        error={current.error}
        onRetry={current.reload}
        heading="h1"
      />
    );
  }
  if (reservation === undefined) return <WithoutReservation eventId={eventId} onPaid={onPaid} />;
  if (config.data === undefined) {
    if (config.error === undefined) return <PageSkeleton />;
    return (
      <ErrorState
        title="The payment form did not load"
        error={config.error}
        onRetry={config.reload}
        heading="h1"
      />
    );
  }
  return (
    <Checkout
      key={reservation.id}
      reservation={reservation}
      config={config.data}
      event={event.data}
      onRefreshed={current.setData}
      onPaid={onPaid}
      onExpired={onExpired}
      onChooseAgain={onChooseAgain}
      onReleased={onReleased}
    />
  );
}

type CheckoutProps = Omit<CheckoutPageProps, 'eventId'> & {
  reservation: Schemas['Reservation'];
  config: Schemas['Config'];
  event: Schemas['Event'] | undefined;
  onRefreshed: (current: Schemas['CurrentReservation']) => void;
};

function Checkout({
  reservation,
  config,
  event,
  onRefreshed,
  onPaid,
  onExpired,
  onChooseAgain,
  onReleased,
}: CheckoutProps) {
  const user = useSession((state) => state.user);
  const { state, pay, forgetProblem } = usePayment(reservation);
  const { eventId } = reservation;
  const isOver = useRef(false);

  const expire = useCallback(() => {
    if (isOver.current) return;
    isOver.current = true;
    onExpired();
    toast.error('Your time ran out and the seats went back on sale. Nothing was charged.', {
      action: { label: 'Choose again', run: onChooseAgain },
    });
  }, [onExpired, onChooseAgain]);

  /** The server may have given more time, as it does while a payment runs. */
  const checkExpiry = useCallback(async () => {
    try {
      const now = await readReservation(eventId);
      const stillHeld =
        now.reservation !== undefined && Date.parse(now.reservation.expiresAt) > serverClock.now();
      if (stillHeld) onRefreshed(now);
      else expire();
    } catch {
      expire();
    }
  }, [eventId, expire, onRefreshed]);

  // While a payment runs its answer decides, not the clock.
  const isPaying = state.step !== 'idle';
  const [clockRanOut, setClockRanOut] = useState(false);
  const onClockOut = useCallback(() => setClockRanOut(true), []);
  useEffect(() => {
    if (!clockRanOut || isPaying) return;
    setClockRanOut(false);
    void checkExpiry();
  }, [clockRanOut, isPaying, checkExpiry]);

  const isCut = state.step === 'idle' && isCutOff(state.problem);
  const reconnect = useCallback(
    async (signal: AbortSignal) => {
      const now = await readReservation(eventId, signal);
      if (signal.aborted) return true;
      forgetProblem();
      // The payment may have gone through though its answer never came: then there is no hold any more.
      onRefreshed(now);
      if (now.reservation !== undefined) toast.success('We are connected again. You can pay now.');
      return true;
    },
    [eventId, forgetProblem, onRefreshed],
  );
  useTryAgain(isCut, reconnect);

  const hasExpired = state.step === 'idle' && state.problem?.kind === 'expired';
  useEffect(() => {
    if (hasExpired) expire();
  }, [hasExpired, expire]);

  useEffect(() => {
    if (state.step !== 'done') return;
    isOver.current = true;
    const timer = setTimeout(() => onPaid(state.order.id), doneShownMs);
    return () => clearTimeout(timer);
  }, [state, onPaid]);

  return (
    <Page>
      <h1 className={styles.title}>Checkout</h1>
      <div className={styles.timer}>
        <ReservationTimer expiresAt={reservation.expiresAt} onExpire={onClockOut} />
        <Brief reservation={reservation} event={event} />
      </div>
      <div className={styles.columns}>
        <div className={styles.summary}>
          <OrderSummary reservation={reservation} event={event} />
        </div>
        <div className={styles.payment}>
          <PaymentForm
            amount={reservation.totalAmount}
            currency={reservation.currency}
            state={state}
            knownEmail={user?.email}
            config={config}
            onPay={(card, email) => void pay({ card, email })}
          />
          <Release
            eventId={eventId}
            isDisabled={isPaying}
            onReleased={() => {
              isOver.current = true;
              onReleased();
            }}
          />
        </div>
      </div>
    </Page>
  );
}

/** On a phone the summary scrolls away from the form: what is paid for stays in view in a line. It is read out once. */
function Brief({ reservation, event }: Pick<CheckoutProps, 'reservation' | 'event'>) {
  const { seatIds, totalAmount, currency } = reservation;
  const seats = t({ one: '{count} seat', other: '{count} seats' }, { count: seatIds.length });
  return (
    <p className={styles.brief} aria-hidden="true">
      <span className={styles.briefName}>{event?.name}</span>
      <span className={styles.briefTotal}>
        {seats} · {formatMoney(totalAmount, currency)}
      </span>
    </p>
  );
}

type ReleaseProps = { eventId: string; isDisabled: boolean; onReleased: () => void };

function Release({ eventId, isDisabled, onReleased }: ReleaseProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [isReleasing, setIsReleasing] = useState(false);

  async function release() {
    setIsReleasing(true);
    try {
      await unwrap(api.POST('/api/seats/release', { body: { eventId } }));
      toast.success('Your seats are released.');
      onReleased();
    } catch (problem) {
      setIsReleasing(false);
      setIsAsking(false);
      toast.error(toApiError(problem).message);
    }
  }

  return (
    <>
      <Button variant="quiet" wide disabled={isDisabled} onClick={() => setIsAsking(true)}>
        Cancel and release seats
      </Button>
      <Dialog
        open={isAsking}
        title="Release your seats?"
        onClose={() => setIsAsking(false)}
        actions={
          <>
            <Button variant="danger" busy={isReleasing} onClick={() => void release()}>
              Release seats
            </Button>
            <Button variant="secondary" onClick={() => setIsAsking(false)}>
              Keep them
            </Button>
          </>
        }
      >
        They go back on sale at once, and somebody else may take them.
      </Dialog>
    </>
  );
}

/** No hold: it ended, or it became an order in a payment whose answer a reload cut off. */
function WithoutReservation({ eventId, onPaid }: { eventId: string; onPaid: (orderId: string) => void }) {
  const wasPaying = hasAttempt(eventId);
  const made = useLoad(
    async (signal) => {
      if (!wasPaying) return undefined;
      const { orders } = await unwrap(api.GET('/api/orders', { params: { query: { limit: 5 } }, signal }));
      return orders.find((order) => order.eventId === eventId && ['paid', 'pending'].includes(order.status));
    },
    [eventId],
  );
  const orderId = made.data?.id;

  useEffect(() => {
    if (made.isLoading) return;
    clearAttempt(eventId);
    if (orderId !== undefined) onPaid(orderId);
  }, [made.isLoading, orderId, eventId, onPaid]);

  return made.isLoading || orderId !== undefined ? <PageSkeleton /> : <NothingHeld eventId={eventId} />;
}

function NothingHeld({ eventId }: { eventId: string | undefined }) {
  const holdTime = useHoldTime();
  return (
    <EmptyState
      icon="clock"
      title="You hold no seats here"
      heading="h1"
      actions={
        <>
          {eventId !== undefined && <ButtonLink to={`/events/${eventId}`}>Choose seats</ButtonLink>}
          <ButtonLink to="/orders" variant="secondary">
            My tickets
          </ButtonLink>
        </>
      }
    >
      Seats are held for {holdTime}. Choose some, and you can pay for them here.
    </EmptyState>
  );
}
