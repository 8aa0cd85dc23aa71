import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModules } from './modules.mjs';

const venue = 'Stadium';

/** A release server with the demo season and one event on sale at a stadium. Answers both, with how to stop. */
export async function startStadium(seats) {
  const [{ startServer, binary }] = await loadModules('/e2e/harness/server.ts');
  const folder = mkdtempSync(join(tmpdir(), 'fairgate-stadium-'));
  try {
    const plan = join(folder, 'plan.json');
    execFileSync(binary, ['generate', 'plan', '--kind', 'stadium', '--seats', String(seats), '--out', plan]);
    const server = await startServer({
      venues: [{ name: venue, city: 'Bench', plan }],
      events: [eventAt(JSON.parse(readFileSync(plan, 'utf8')).categories)],
    });
    return { ...server, event: await findEvent(server.url) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function eventAt(categories) {
  return {
    venue,
    city: 'Bench',
    name: `${venue} night`,
    category: 'Concert',
    eventDate: '2040-06-01T20:00:00Z',
    onSaleDate: '2020-01-01T00:00:00Z',
    currency: 'EUR',
    prices: categories.map(({ name }) => ({ category: name, price: 6400 })),
  };
}

async function findEvent(url) {
  const answer = await fetch(`${url}/api/events?q=${venue}&limit=100`);
  const { data } = await answer.json();
  return data.events.find(({ name }) => name === `${venue} night`);
}
