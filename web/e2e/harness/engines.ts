import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where a server keeps what it sells, and the further options of one that stands on engines. */
export type House = { store: string[]; engines: string[] };

const repository = new URL('../../../', import.meta.url).pathname;
const variable = 'FAIRGATE_E2E_ENGINES';
/** At most 15: each has one of Redis' 16 databases, and the first one counts them. */
const housesMax = 8;
const engines = ['postgres', 'redis', 'rabbitmq'];
const nameOf = (number: number | string) => `house_${number}`;

/**
 * Starts PostgreSQL, Redis and RabbitMQ; the servers of this run's tests then stand on them. Answers how to stop
 * them; they also end with this process.
 */
export async function startEngines(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'fairgate-engines-'));
  // PostgreSQL may run as a user of its own, who must get through.
  chmodSync(folder, 0o755);
  process.env[variable] = folder;
  const each = (command: string, ...args: string[]) =>
    Promise.all(engines.map((engine) => script(engine, command, join(folder, engine), ...args)));
  const stop = async () => {
    await each('remove');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await each('start', String(process.pid));
    const names = Array.from({ length: housesMax }, (_, index) => nameOf(index + 1));
    await script('rabbitmq', 'vhosts', join(folder, 'rabbitmq'), ...names);
  } catch (problem) {
    await stop();
    throw problem;
  }
  return stop;
}

/** The store is the folder `data`; on engines it is a database of its own, and so is all that is shared. */
export async function openHouse(data: string, fairgate: string): Promise<House> {
  const folder = process.env[variable];
  if (folder === undefined) return { store: ['--data', data], engines: [] };
  const [redis] = portsOf(folder, 'redis');
  const [amqp] = portsOf(folder, 'rabbitmq');
  const counted = await run('redis-cli', '-h', '127.0.0.1', '-p', `${redis}`, 'INCR', 'houses');
  const number = counted.stdout.trim();
  if (Number(number) > housesMax) throw new Error(`The engines have room for ${housesMax} servers`);
  const name = nameOf(number);
  const sockets = join(folder, 'postgres');
  await run('psql', '--quiet', `--command=CREATE DATABASE ${name}`, dsn(sockets, 'postgres'));
  await run(fairgate, 'migrate', '--postgres', dsn(sockets, name));
  return {
    store: ['--data', data, '--postgres', dsn(sockets, name)],
    engines: [
      ['--redis', `redis://127.0.0.1:${redis}/${number}`],
      ['--amqp', `amqp://guest:guest@127.0.0.1:${amqp}/${name}`],
    ].flat(),
  };
}

function dsn(sockets: string, database: string): string {
  return `host='${sockets}' user=fairgate dbname=${database}`;
}

function portsOf(folder: string, engine: string): string[] {
  return readFileSync(join(folder, engine, 'ports'), 'utf8')
    .trim()
    .split(/\s+/);
}

function script(engine: string, ...args: string[]) {
  return run(join(repository, 'tests/support', engine), ...args);
}

function run(program: string, ...args: string[]) {
  return promisify(execFile)(program, args);
}
