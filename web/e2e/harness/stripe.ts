import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StripeStandIn = {
  url: string;
  secretKey: string;
  /** By the idempotency key of their creation. */
  intents: Map<string, Intent>;
  /** While true, browsers get no script. */
  blockScript: boolean;
  stop: () => Promise<void>;
};

type Intent = { id: string; status: string; amount: number; currency: string; key: string; error?: string };
type Answer = { status: number; body: object };

/** What Stripe's script does for us: a field in a frame of its own, and tokens for what was typed there. */
const script = `
window.Stripe = (key) => ({
  elements: () => ({
    create: () => {
      const listeners = {};
      const frame = document.createElement('iframe');
      frame.src = new URL('/field.html', ${JSON.stringify('ORIGIN')}).href;
      frame.title = 'Secure card payment input frame';
      frame.setAttribute('width', '100%');
      frame.setAttribute('height', '24');
      frame.setAttribute('frameborder', '0');
      const ask = (question) => new Promise((resolve) => {
        const listen = ({ source, data }) => {
          if (source !== frame.contentWindow || data.answer !== question) return;
          window.removeEventListener('message', listen);
          resolve(data);
        };
        window.addEventListener('message', listen);
        frame.contentWindow.postMessage(question, '*');
      });
      frame.addEventListener('load', () => listeners.ready?.());
      window.addEventListener('message', ({ source, data }) => {
        if (source === frame.contentWindow && data.event) listeners[data.event]?.({});
      });
      return {
        mount: (place) => place.append(frame),
        destroy: () => frame.remove(),
        focus: () => ask('focus'),
        on: (event, listener) => { listeners[event] = listener; },
        ask,
      };
    },
  }),
  createPaymentMethod: async ({ card }) => {
    const { token, error } = await card.ask('token');
    return token ? { paymentMethod: { id: token } } : { error: { message: error } };
  },
});`;

const field = `<!doctype html><html lang="en"><title>Card</title>
<input aria-label="Credit or debit card number" style="width:100%;border:0;font-size:16px">
<script>
const box = document.querySelector('input');
for (const event of ['focus', 'blur']) box.addEventListener(event, () => parent.postMessage({ event }, '*'));
const tokens = { 4242424242424242: 'pm_card_visa', 4000000000000002: 'pm_card_chargeDeclined' };
window.addEventListener('message', ({ data }) => {
  if (data === 'focus') box.focus();
  const token = tokens[box.value.replaceAll(' ', '')];
  parent.postMessage({ answer: data, token, error: 'Your card number is incomplete.' }, '*');
});
</script>`;

/** Stands in for Stripe in the browser tests: its script, its field, and as much of its API as a sale needs. */
export async function startStripe(): Promise<StripeStandIn> {
  const secretKey = 'sk_test_stand_in';
  const intents = new Map<string, Intent>();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', standIn.url);
    if (pathname === '/v3/' && !standIn.blockScript) {
      response.writeHead(200, { 'Content-Type': 'text/javascript' });
      response.end(script.replace('ORIGIN', standIn.url));
    } else if (pathname === '/field.html') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(field);
    } else if (request.headers.authorization === `Bearer ${secretKey}`) {
      const { status, body } = answer(intents, pathname, request, await formOf(request));
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const standIn: StripeStandIn = {
    url: `http://127.0.0.1:${port}`,
    secretKey,
    intents,
    blockScript: false,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return standIn;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

function answer(
  intents: Map<string, Intent>,
  path: string,
  request: IncomingMessage,
  form: URLSearchParams,
): Answer {
  const [, , , id, action] = path.split('/');
  if (id === undefined) return create(intents, String(request.headers['idempotency-key']), form);
  const intent = [...intents.values()].find((known) => known.id === id);
  if (intent === undefined) return { status: 404, body: { error: { type: 'invalid_request_error' } } };
  if (action === 'confirm') return confirm(intent, form.get('payment_method'));
  if (action === 'capture') intent.status = 'succeeded';
  if (action === 'cancel') intent.status = 'canceled';
  return { status: 200, body: view(intent) };
}

function create(intents: Map<string, Intent>, key: string, form: URLSearchParams): Answer {
  const known = intents.get(key) ?? {
    id: `pi_${intents.size + 1}`,
    status: 'requires_payment_method',
    amount: Number(form.get('amount')),
    currency: form.get('currency') ?? '',
    key,
  };
  intents.set(key, known);
  return { status: 200, body: view(known) };
}

function confirm(intent: Intent, token: string | null): Answer {
  if (token === 'pm_card_visa') {
    intent.status = 'requires_capture';
    return { status: 200, body: view(intent) };
  }
  intent.error = 'card_declined';
  return { status: 402, body: { error: { type: 'card_error', code: intent.error } } };
}

function view({ id, status, amount, currency, key, error }: Intent): object {
  return {
    id,
    status,
    amount,
    currency,
    metadata: { fairgate_key: key },
    last_payment_error: error === undefined ? null : { code: error },
    payment_method: { card: { last4: '4242' } },
  };
}
