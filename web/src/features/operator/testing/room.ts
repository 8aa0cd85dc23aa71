import type { RoomOverview } from '../roomApi';

/** An open room with people in it; `more` says what is different. */
export function room(more: Partial<RoomOverview> = {}): RoomOverview {
  const now = new Date().toISOString();
  return {
    phase: 'open',
    waiting: 1_200,
    active: 480,
    admitted: 2_000,
    admittedPerMinute: 90,
    abandoned: 31,
    seatsLeft: 7_000,
    shoppersMax: 500,
    paused: false,
    accountsOnly: false,
    awaitsBeacon: false,
    history: [{ at: now, waiting: 1_200, active: 480, admitted: 2_000 }],
    ...more,
  };
}
