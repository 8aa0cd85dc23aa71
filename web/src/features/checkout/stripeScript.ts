/** The part of Stripe's script that is used here. */
export type StripeCardElement = {
  mount: (place: HTMLElement) => void;
  destroy: () => void;
  focus: () => void;
  on: {
    (event: 'ready' | 'focus' | 'blur', listener: () => void): void;
    (event: 'change', listener: (change: { error?: { message?: string } | undefined }) => void): void;
  };
};

type StripeCardOptions = {
  style: { base: Record<string, string | { color: string }>; invalid: Record<string, string> };
};

export type Stripe = {
  elements: () => { create: (type: 'card', options: StripeCardOptions) => StripeCardElement };
  createPaymentMethod: (method: {
    type: 'card';
    card: StripeCardElement;
    billing_details: { email: string };
  }) => Promise<{
    paymentMethod?: { id: string } | undefined;
    error?: { message?: string } | undefined;
  }>;
};

declare global {
  interface Window {
    Stripe?: (publishableKey: string) => Stripe;
  }
}

/** Stripe's script, added to the page when it is first needed. After a failure it can be asked for again. */
export function loadStripe(scriptUrl: string, publishableKey: string): Promise<Stripe> {
  return new Promise((resolve, reject) => {
    if (window.Stripe !== undefined) return resolve(window.Stripe(publishableKey));
    const script = document.createElement('script');
    const fail = () => {
      script.remove();
      reject(new Error('The script did not load.'));
    };
    script.addEventListener('error', fail);
    script.addEventListener('load', () => {
      if (window.Stripe === undefined) fail();
      else resolve(window.Stripe(publishableKey));
    });
    script.async = true;
    script.src = scriptUrl;
    document.head.append(script);
  });
}
