/**
 * What time it is on the server, which alone decides when holds and sales end: a phone's clock may be minutes off.
 *
 * Every answer with a `serverNow` corrects the estimate. The server wrote it somewhere between asking and
 * receiving, so the answer with the shortest round trip is the best witness, until it grows old.
 */
export type ServerClock = {
  now(): number;
  observe(serverNow: string, sentAt: number, receivedAt: number): void;
};

const witnessLifeMs = 60_000;

export function createServerClock(localNow: () => number = () => Date.now()): ServerClock {
  let offsetMs = 0;
  let witness = { roundTripMs: Number.POSITIVE_INFINITY, receivedAt: Number.NEGATIVE_INFINITY };

  return {
    now: () => localNow() + offsetMs,
    observe(serverNow, sentAt, receivedAt) {
      const server = Date.parse(serverNow);
      if (Number.isNaN(server)) return;
      const roundTripMs = Math.max(0, receivedAt - sentAt);
      const measured = server - (sentAt + roundTripMs / 2);
      const isBetter = roundTripMs <= witness.roundTripMs;
      const witnessIsOld = receivedAt - witness.receivedAt > witnessLifeMs;
      // A clock that was set by hand meanwhile makes every old witness wrong, however good it was.
      const clockJumped = Math.abs(measured - offsetMs) > roundTripMs + witness.roundTripMs;
      if (!isBetter && !witnessIsOld && !clockJumped) return;
      offsetMs = measured;
      witness = { roundTripMs, receivedAt };
    },
  };
}

export const serverClock = createServerClock();

/** Takes the `serverNow` out of any answer that has one. */
export function observeServerClock(data: unknown, sentAt: number, receivedAt: number): void {
  if (typeof data !== 'object' || data === null || !('serverNow' in data)) return;
  if (typeof data.serverNow === 'string') serverClock.observe(data.serverNow, sentAt, receivedAt);
}
