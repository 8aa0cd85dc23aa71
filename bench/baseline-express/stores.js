// The connections of one process. PostgreSQL's are named by PGHOST, PGUSER and PGDATABASE.

import { Redis } from 'ioredis';
import pg from 'pg';

const POOL_SIZE = Number(process.env.POOL_SIZE ?? 16);

export const database = new pg.Pool({ max: POOL_SIZE, idleTimeoutMillis: 0 });
export const redis = new Redis(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379');

/** Runs `work` with a connection that is in a transaction, and commits unless it throws. */
export async function transaction(work) {
  const client = await database.connect();
  let broken;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

export async function closeStores() {
  await database.end();
  await redis.quit();
}

export const keys = {
  lock: (eventId, seatId) => `lock:seat:${eventId}:${seatId}`,
  reservation: (sessionId) => `reservation:${sessionId}`,
  availability: (eventId) => `availability:${eventId}`,
  idempotency: (key) => `idem:${key}`,
};
