import type { Schemas } from '../../lib/api/client';

/** One look at the room; `at` in milliseconds by the server's clock. */
export type Moment = { at: number; waiting: number; active: number; admitted: number };

export const minuteMs = 60_000;
export const keptMs = 30 * minuteMs;
/** Twice what polls every two seconds and the server's own history make in that time. */
const momentsMax = 2_200;

/** Both in order of time, each moment once, and none that is older than half an hour. */
export function mergeMoments(known: Moment[], told: Schemas['RoomMoment'][]): Moment[] {
  const byTime = new Map(known.map((moment) => [moment.at, moment]));
  for (const { at, ...counts } of told) {
    const time = Date.parse(at);
    if (!Number.isNaN(time)) byTime.set(time, { at: time, ...counts });
  }
  const merged = [...byTime.values()].sort((a, b) => a.at - b.at);
  const oldest = (merged.at(-1)?.at ?? 0) - keptMs;
  return merged.filter(({ at }) => at >= oldest).slice(-momentsMax);
}

/**
 * How many had their turn in the minute before each moment. Less is known of the first minute, which is scaled up
 * once it has lasted a third; before that nothing can be said.
 */
export function admittedPerMinute(moments: Moment[]): (number | undefined)[] {
  let first = 0;
  return moments.map(({ at, admitted }) => {
    while ((moments[first + 1]?.at ?? at) <= at - minuteMs) first++;
    const before = moments[first];
    const passed = before === undefined ? 0 : at - before.at;
    if (before === undefined || passed < minuteMs / 3) return undefined;
    return Math.max(0, Math.round(((admitted - before.admitted) * minuteMs) / passed));
  });
}

export type MinuteRow = Moment & { perMinute: number | undefined };

/** The last moment of each minute, the newest first: the chart for those who read. */
export function minuteRows(moments: Moment[]): MinuteRow[] {
  const perMinute = admittedPerMinute(moments);
  const rows = new Map<number, MinuteRow>();
  moments.forEach((moment, index) => {
    rows.set(Math.floor(moment.at / minuteMs), { ...moment, perMinute: perMinute[index] });
  });
  return [...rows.values()].reverse();
}
