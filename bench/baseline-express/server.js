// One process, or WORKERS of them that share a port. Prints where it listens once all of them do; SIGTERM
// ends it.

import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { makeApp } from './app.js';
import { startCleanup } from './cleanup.js';
import { closeStores } from './stores.js';

const PORT = Number(process.env.PORT ?? 8080);
const WORKERS = Number(process.env.WORKERS ?? 0);

const sayListening = (port) => console.log(`Listening on http://127.0.0.1:${port}`);

function serve() {
  const server = createServer(makeApp());
  server.listen({ port: PORT, host: '127.0.0.1', backlog: 1024 }, () => {
    if (!cluster.isWorker) sayListening(server.address().port);
  });
  process.once('SIGTERM', () => {
    server.close(async () => {
      await closeStores();
      if (cluster.isWorker) process.disconnect();
    });
  });
}

function superviseWorkers() {
  let listening = 0;
  let stopping = false;
  cluster.on('listening', (_worker, address) => {
    if (++listening === WORKERS) sayListening(address.port);
  });
  // With fewer workers than promised nothing that is measured is true.
  cluster.on('exit', () => stopping || process.exit(1));
  process.once('SIGTERM', () => {
    stopping = true;
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM');
  });
  for (let i = 0; i < WORKERS; ++i) cluster.fork();
}

if (WORKERS > 0 && cluster.isPrimary) superviseWorkers();
else serve();

if (cluster.isPrimary) {
  const cleanup = startCleanup();
  process.once('SIGTERM', () => {
    clearInterval(cleanup);
    if (WORKERS > 0) closeStores();
  });
}
