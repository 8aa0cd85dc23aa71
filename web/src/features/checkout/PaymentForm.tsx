import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { Icon } from '../../components/Icon';
import type { Schemas } from '../../lib/api/client';
import { isEmail } from '../../lib/email';
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
import type { PaymentProblem } from './problem';
import { TestCards } from './TestCards';
import type { PaymentState } from './usePayment';

type PaymentFormProps = {
  amount: number;
  currency: string;
  state: PaymentState;
  /** The address of whoever is signed in. */
  knownEmail: string | undefined;
  isTestProvider: boolean;
  onPay: (card: Schemas['PaymentMethod'], email: string) => void;
};

type Errors = CardErrors & { email?: string };

const emptyCard: CardFields = { number: '', expiry: '', cvc: '' };

export function PaymentForm({
  amount,
  currency,
  state,
  knownEmail,
  isTestProvider,
  onPay,
}: PaymentFormProps) {
  const [typedEmail, setTypedEmail] = useState<string>();
  const [card, setCard] = useState(emptyCard);
  const [errors, setErrors] = useState<Errors>({});
  const isOnline = useOnline();
  const form = useRef<HTMLFormElement>(null);
  const email = typedEmail ?? knownEmail ?? '';
  const busy = state.step !== 'idle';

  function change(part: Partial<CardFields>) {
    setCard((old) => ({ ...old, ...part }));
    // An error stands until the field is changed, not until the next attempt.
    setErrors((old) => ({
      ...old,
      ...Object.fromEntries(Object.keys(part).map((name) => [name, undefined])),
    }));
  }

  function submit() {
    if (busy || !isOnline) return;
    const found: Errors = checkCard(card, serverClock.now());
    if (!isEmail(email)) found.email = 'Enter the address your tickets go to, like name@example.com.';
    setErrors(found);
    const expiry = readExpiry(card.expiry);
    if (Object.keys(found).length > 0 || expiry === undefined) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
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
        <CardNumberField
          value={card.number}
          onChange={(number) => change({ number })}
          error={errors.number}
        />
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
        {isTestProvider && <TestCards onChoose={change} />}
      </fieldset>
      <div role="alert">{state.step === 'idle' && state.problem && <Problem problem={state.problem} />}</div>
      {!isOnline && (
        <p className={styles.offline}>
          <Icon name="offline" />
          You are offline. Everything you entered stays here; pay when you are back.
        </p>
      )}
      <PayButton state={state} label={`Pay ${formatMoney(amount, currency)}`} isOnline={isOnline} />
      <p className={styles.small}>
        <Icon name="lock" />
        One payment, however often you press. We never store your card number.
      </p>
    </form>
  );
}

function PayButton({ state, label, isOnline }: { state: PaymentState; label: string; isOnline: boolean }) {
  const text = {
    idle: label,
    processing: 'Processing…',
    confirming: 'Checking with your bank…',
    done: 'Paid',
  }[state.step];
  return (
    <>
      <Button
        type="submit"
        size="l"
        wide
        busy={state.step === 'processing' || state.step === 'confirming'}
        aria-disabled={!isOnline || state.step === 'done'}
        className={state.step === 'done' ? styles.done : undefined}
      >
        {state.step === 'done' && <Icon name="check" />}
        {text}
      </Button>
      <div role="status">
        {state.step === 'confirming' && (
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
      <Icon name={problem.kind === 'offline' ? 'offline' : 'warning'} />
      <div>
        <p className={styles.problemTitle}>{problem.title}</p>
        <p>{problem.text}</p>
      </div>
    </div>
  );
}
