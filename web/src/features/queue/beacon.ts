import type { Schemas } from '../../lib/api/client';
import { formatClockTime } from '../../lib/dates';

export type Beacon = Schemas['DrawBeacon'];

/** After the list is closed: whether the order waits for what nobody can know yet. */
export function isBeaconAwaited(beacon: Beacon | undefined): beacon is Beacon {
  return beacon !== undefined && beacon.value === undefined;
}

export function beaconName({ source, round }: Beacon): string {
  return `round ${round} of ${source}`;
}

export function beaconWaitWords(beacon: Beacon): string {
  const until = formatClockTime(beacon.waitUntil);
  return `The order waits for the public random value of ${beaconName(beacon)}, until ${until} at the latest.`;
}
