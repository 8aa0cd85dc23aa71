import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { Skeleton, SkeletonBlock } from '../../components/Skeleton';
import type { Schemas } from '../../lib/api/client';
import { classes } from '../../lib/classes';
import styles from './StripeCardField.module.css';
import { loadStripe, type Stripe, type StripeCardElement } from './stripeScript';

/** A card field that is ready to be paid with. */
export type StripeCard = {
  /** Hands what was typed to Stripe; undefined when it was not right, which the field says itself. */
  makeToken: (email: string) => Promise<string | undefined>;
};

type StripeCardFieldProps = {
  config: Schemas['StripeConfig'];
  /** Called with the field once it can be used, and without one when it is gone. */
  onReady: (card: StripeCard | undefined) => void;
};

/** A field that is not there by then is not waited for. */
const patienceMs = 20_000;

const cannotReach = 'Stripe could not be reached. Please try again.';

/** Stripe's own card field: what is typed into it goes to Stripe and never to us. */
export default function StripeCardField({ config, onReady }: StripeCardFieldProps) {
  const place = useRef<HTMLDivElement>(null);
  const [step, setStep] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [round, setRound] = useState(0);
  const [error, setError] = useState<string>();
  const [hasFocus, setHasFocus] = useState(false);
  const id = useId();
  const { publishableKey, scriptUrl } = config;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is another try.
  useEffect(() => {
    let isGone = false;
    let element: StripeCardElement | undefined;
    setStep('loading');
    const timer = setTimeout(() => setStep('failed'), patienceMs);
    loadStripe(scriptUrl, publishableKey).then(
      (stripe) => {
        if (isGone || place.current === null) return;
        const card = stripe.elements().create('card', { style: look(place.current) });
        element = card;
        card.on('focus', () => setHasFocus(true));
        card.on('blur', () => setHasFocus(false));
        card.on('change', (change) => setError(change.error?.message));
        card.on('ready', () => {
          if (isGone) return;
          clearTimeout(timer);
          setStep('ready');
          onReady({ makeToken: (email) => makeToken(stripe, card, email, setError) });
        });
        card.mount(place.current);
      },
      () => {
        clearTimeout(timer);
        if (!isGone) setStep('failed');
      },
    );
    return () => {
      isGone = true;
      clearTimeout(timer);
      onReady(undefined);
      element?.destroy();
    };
  }, [scriptUrl, publishableKey, onReady, round]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: the fieldset around it has a legend of its own.
    <div
      role="group"
      className={styles.field}
      aria-labelledby={`${id}-label`}
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <span id={`${id}-label`} className={styles.label}>
        Card details
      </span>
      <div
        className={classes(styles.box, hasFocus && styles.focused, error && styles.wrong)}
        hidden={step === 'failed'}
      >
        {step === 'loading' && (
          <Skeleton label="Loading the payment form">
            <SkeletonBlock height="1.25rem" />
          </Skeleton>
        )}
        <div ref={place} className={classes(styles.place, step === 'loading' && styles.waiting)} />
      </div>
      <div role="alert">
        {step === 'failed' && (
          <div className={styles.failed}>
            <p>Payment form could not be loaded. Your seats are still held.</p>
            <Button variant="secondary" onClick={() => setRound((n) => n + 1)}>
              Try again
            </Button>
          </div>
        )}
        {error && (
          <p id={`${id}-error`} className={styles.error}>
            <Icon name="warning" />
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

async function makeToken(
  stripe: Stripe,
  card: StripeCardElement,
  email: string,
  setError: (error: string | undefined) => void,
): Promise<string | undefined> {
  setError(undefined);
  try {
    const made = await stripe.createPaymentMethod({ type: 'card', card, billing_details: { email } });
    if (made.paymentMethod !== undefined) return made.paymentMethod.id;
    setError(made.error?.message ?? cannotReach);
  } catch {
    setError(cannotReach);
  }
  card.focus();
  return undefined;
}

/** The field is in a frame of Stripe's, which our style sheet does not reach. */
function look(place: HTMLElement) {
  const own = getComputedStyle(place);
  const danger = own.getPropertyValue('--color-danger').trim();
  const soft = own.getPropertyValue('--color-text-soft').trim();
  return {
    base: { color: own.color, fontSize: '16px', '::placeholder': { color: soft }, iconColor: soft },
    invalid: { color: danger, iconColor: danger },
  };
}
