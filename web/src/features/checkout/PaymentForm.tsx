import { Suspense, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { Icon } from '../../components/Icon';
import type { Schemas } from '../../lib/api/client';
import { isEmail } from '../../lib/email';
import { lazyPart } from '../../lib/lazyPart';
import { formatMoney } from '../../lib/money';
import { serverClock } from '../../lib/serverClock';
import { useOnline } from '../../lib/useOnline';
import { CardNumberField } from './CardNumberField';
import {
  type CardErrors,
  type CardFields,
  checkCard,
  digitsOf,
  formatCvc,
  formatExpiry,
  readExpiry,
} from './card';
import styles from './PaymentForm.module.css';
import { isCutOff, type PaymentProblem } from './problem';
import type { StripeCard } from './StripeCardField';
import { TestCards } from './TestCards';
import type { PaymentState } from './usePayment';

type PaymentFormProps = {
  amount: number;
  currency: string;
  state: PaymentState;
  /** The address of whoever is signed in. */
  knownEmail: string | undefined;
  config: Schemas['Config'];
  onPay: (card: Schemas['PaymentMethod'], email: string) => void;
};

const StripeCardField = lazyPart(() => import('./StripeCardField'));

type Errors = CardErrors & { email?: string };

const emptyCard: CardFields = { number: '', expiry: '', cvc: '' };

export function PaymentForm({ amount, currency, state, knownEmail, config, onPay }: PaymentFormProps) {
  const [typedEmail, setTypedEmail] = useState<string>();
  const [card, setCard] = useState(emptyCard);
  const [errors, setErrors] = useState<Errors>({});
  const [stripeCard, setStripeCard] = useState<StripeCard>();
  const { isMakingToken, payByToken } = useToken(onPay);
  const isOnline = useOnline();
  const canPay = isOnline && (config.stripe === undefined || stripeCard !== undefined);
  const form = useRef<HTMLFormElement>(null);
  const email = typedEmail ?? knownEmail ?? '';
  const busy = state.step !== 'idle' || isMakingToken;

  function change(part: Partial<CardFields>) {
    setCard((old) => ({ ...old, ...part }));
    // An error stands until the field is changed, not until the next attempt.
    setErrors((old) => ({
      ...old,
      ...Object.fromEntries(Object.keys(part).map((name) => [name, undefined])),
    }));
  }

  function submit() {
    if (busy || !canPay) return;
    const found: Errors = stripeCard === undefined ? checkCard(card, serverClock.now()) : {};
    if (!isEmail(email)) found.email = 'Enter the address your tickets go to, like name@example.com.';
    setErrors(found);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    if (stripeCard !== undefined) void payByToken(stripeCard, email.trim());
    else payByNumber();
  }

  function payByNumber() {
    const expiry = readExpiry(card.expiry);
    if (expiry === undefined) return;
    const number = digitsOf(card.number);
    onPay(
      { type: 'card', number, expMonth: expiry.month, expYear: expiry.year, cvc: card.cvc },
      email.trim(),
    );
  }

  return (
    <form
      ref={form}
      className={styles.form}
      noValidate
      aria-label="Payment"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        required
        hint="Your tickets go there."
        value={email}
        error={errors.email}
        onChange={(event) => {
          setTypedEmail(event.target.value);
          setErrors((old) => ({ ...old, email: undefined }));
        }}
      />
      <fieldset className={styles.card}>
        <legend className={styles.legend}>
          <Icon name="card" />
          Pay by card
        </legend>
        {config.stripe === undefined ? (
          <CardInputs card={card} errors={errors} change={change} />
        ) : (
          <Suspense>
            <StripeCardField config={config.stripe} onReady={setStripeCard} />
          </Suspense>
        )}
        {config.testPayments && <TestCards onChoose={change} />}
      </fieldset>
      <div role="alert">{state.step === 'idle' && state.problem && <Problem problem={state.problem} />}</div>
      {!isOnline && (
        <p className={styles.offline}>
          <Icon name="offline" />
          You are offline. Everything you entered stays here; pay when you are back.
        </p>
      )}
      <PayButton
        step={isMakingToken ? 'processing' : state.step}
        label={`Pay ${formatMoney(amount, currency)}`}
        isDisabled={!canPay}
      />
      <p className={styles.small}>
        <Icon name="lock" />
        One payment, however often you press.{' '}
        {config.stripe === undefined
          ? 'We never store your card number.'
          : 'Your card number goes to Stripe, never to us.'}
      </p>
    </form>
  );
}

/** Pays with a token that is made for the press; another press while it is made does nothing. */
function useToken(onPay: PaymentFormProps['onPay']) {
  const [isMakingToken, setIsMakingToken] = useState(false);
  const isRunning = useRef(false);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);

  async function payByToken(stripeCard: StripeCard, email: string) {
    if (isRunning.current) return;
    isRunning.current = true;
    setIsMakingToken(true);
    const token = await stripeCard.makeToken(email);
    isRunning.current = false;
    if (isGone.current) return;
    setIsMakingToken(false);
    if (token !== undefined) onPay({ type: 'token', token }, email);
  }

  return { isMakingToken, payByToken };
}

type CardInputsProps = { card: CardFields; errors: Errors; change: (part: Partial<CardFields>) => void };

function CardInputs({ card, errors, change }: CardInputsProps) {
  return (
    <>
      <CardNumberField value={card.number} onChange={(number) => change({ number })} error={errors.number} />
      <div className={styles.pair}>
        <Field
          label="Expiry"
          name="cc-exp"
          autoComplete="cc-exp"
          inputMode="numeric"
          placeholder="MM/YY"
          required
          value={card.expiry}
          error={errors.expiry}
          onChange={(event) => change({ expiry: formatExpiry(event.target.value, card.expiry) })}
        />
        <Field
          label="CVC"
          name="cvc"
          autoComplete="cc-csc"
          inputMode="numeric"
          placeholder="123"
          required
          value={card.cvc}
          error={errors.cvc}
          onChange={(event) => change({ cvc: formatCvc(event.target.value) })}
        />
      </div>
    </>
  );
}

type PayButtonProps = { step: PaymentState['step']; label: string; isDisabled: boolean };

function PayButton({ step, label, isDisabled }: PayButtonProps) {
  const text = {
    idle: label,
    processing: 'Processing…',
    confirming: 'Checking with your bank…',
    done: 'Paid',
  }[step];
  return (
    <>
      <Button
        type="submit"
        size="l"
        wide
        busy={step === 'processing' || step === 'confirming'}
        aria-disabled={isDisabled || step === 'done'}
        className={step === 'done' ? styles.done : undefined}
      >
        {step === 'done' && <Icon name="check" />}
        {text}
      </Button>
      <div role="status">
        {step === 'confirming' && (
          <p className={styles.small}>
            The bank’s answer was lost on the way. We ask again; you are not charged again.
          </p>
        )}
      </div>
    </>
  );
}

function Problem({ problem }: { problem: PaymentProblem }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no clean-up.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={box} className={styles.problem}>
      <Icon name={isCutOff(problem) ? 'offline' : 'warning'} />
      <div>
        <p className={styles.problemTitle}>{problem.title}</p>
        <p>{problem.text}</p>
      </div>
    </div>
  );
}
