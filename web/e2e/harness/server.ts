import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type House, openHouse } from './engines';

const repository = new URL('../../../', import.meta.url).pathname;
export const binary =
  process.env.FAIRGATE_BIN ?? process.env.FAIRGATE_BINARY ?? join(repository, 'build/release/fairgate');
const webFolder = join(repository, 'web/dist');
const readyLine = /Fairgate is ready at (http:\/\/\S+)/;
const startTimeoutMs = 150_000;
const stopTimeoutMs = 30_000;

export type Server = { url: string; data: string; stop: () => Promise<void> };

export type Account = { name: string; email: string; password: string };

type Options = {
  holdSeconds?: number;
  /** How many a waiting room lets in at once. */
  shoppers?: number;
  windowSeconds?: number;
  /** Beside those of the demo season; a plan is a file as `fairgate generate plan` writes it. */
  venues?: { name: string; city: string; plan: string }[];
  /** What joining a waiting room costs. */
  workBits?: number;
  /** On sale beside the demo season, as `fairgate import events` takes them. */
  events?: object[];
  /** Has an account when the server is ready, and is an administrator. */
  admin?: Account;
  /** Payments through this stand-in of Stripe. */
  stripe?: { url: string; secretKey: string };
};

/** A server of its own for a test file: a free port, an empty store, the demo season. */
export async function startServer(options: Options = {}): Promise<Server> {
  if (!existsSync(binary)) throw new Error(`No server at ${binary}: build it, or name one in FAIRGATE_BIN`);
  if (!existsSync(join(webFolder, 'index.html'))) throw new Error('No web/dist: run npm run build first');
  const data = mkdtempSync(join(tmpdir(), 'fairgate-e2e-'));
  try {
    const house = await openHouse(data, binary);
    const args = ['serve', '--listen', '127.0.0.1:0', '--web', webFolder, ...house.store, ...house.engines];
    // A machine that is busy with browsers is not what the tests are about.
    args.push('--late-milliseconds', '0', ...saleArguments(options));
    if (options.stripe !== undefined) args.push(...stripeArguments(data, options.stripe));
    if (options.events !== undefined) importEvents(data, house, options.events, options.venues);
    if (options.admin !== undefined) await openAdmin(house, args, options.admin);
    const { child, url } = await run(args);
    return { url, data, stop: () => end(child).finally(() => remove(data)) };
  } catch (problem) {
    remove(data);
    throw problem;
  }
}

async function run(args: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    return { child, url: await readyUrl(child) };
  } catch (problem) {
    await end(child);
    throw problem;
  }
}

/** Accounts are opened by a server that runs, and made administrators while it does not. */
async function openAdmin(house: House, args: string[], account: Account): Promise<void> {
  const { child, url } = await run(args);
  try {
    const answer = await fetch(`${url}/api/auth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: url },
      body: JSON.stringify(account),
    });
    if (!answer.ok) throw new Error(`No account for the administrator: ${await answer.text()}`);
  } finally {
    await end(child);
  }
  execFileSync(binary, ['admin', 'grant', account.email, ...house.store], { stdio: 'pipe' });
}

function saleArguments({ holdSeconds, shoppers, windowSeconds, workBits }: Options): string[] {
  const options = {
    'hold-seconds': holdSeconds,
    shoppers,
    'window-seconds': windowSeconds,
    'work-bits': workBits,
  };
  return Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
}

function stripeArguments(data: string, stripe: { url: string; secretKey: string }): string[] {
  const keyFile = join(data, 'stripe.key');
  writeFileSync(keyFile, stripe.secretKey);
  return [
    ['--payment-provider', 'stripe'],
    ['--stripe-key-file', keyFile],
    ['--stripe-publishable-key', 'pk_test_stand_in'],
    ['--stripe-api-base', stripe.url],
    ['--stripe-js-url', `${stripe.url}/v3/`],
  ].flat();
}

/** A link for a presale that is on, with a code for one. */
export function presaleLink({ url, data }: Server, eventId: string): string {
  const hourMs = 3_600_000;
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const times = ['--from', at(-hourMs), '--until', at(hourMs)];
  const args = ['codes', '--data', data, '--event', eventId, ...times, '--links', url];
  return execFileSync(binary, args, { stdio: 'pipe' }).toString().trim();
}

function importEvents(data: string, house: House, events: object[], venues: Options['venues'] = []) {
  const fairgate = (...args: string[]) => execFileSync(binary, [...args, ...house.store], { stdio: 'pipe' });
  const file = join(data, 'events.json');
  writeFileSync(file, JSON.stringify({ events }));
  fairgate('demo');
  for (const { name, city, plan } of venues)
    fairgate('import', 'plan', plan, '--venue', name, '--city', city);
  fairgate('import', 'events', file);
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`The server did not start:\n${output}`)), startTimeoutMs);
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      const url = readyLine.exec(output)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url.replace(/[./]+$/, ''));
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${output}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

function remove(data: string) {
  rmSync(data, { recursive: true, force: true });
}
