import { describe, expect, it } from 'vitest';
import { admittedPerMinute, keptMs, type Moment, mergeMoments, minuteMs, minuteRows } from './moments';

const start = Date.parse('2026-11-24T10:00:00Z');

function moment(seconds: number, admitted = 0): Moment {
  return { at: start + seconds * 1_000, waiting: 10, active: 1, admitted };
}

function told(seconds: number, admitted = 0) {
  return { ...moment(seconds, admitted), at: new Date(start + seconds * 1_000).toISOString() };
}

const secondsOf = (moments: Moment[]) => moments.map(({ at }) => (at - start) / 1_000);

describe('what is kept of a room', () => {
  it('is in order, each moment once, whoever told it', () => {
    const merged = mergeMoments([moment(0), moment(12)], [told(10), told(0, 7), told(14)]);
    expect(secondsOf(merged)).toEqual([0, 10, 12, 14]);
    expect(merged[0]?.admitted).toBe(7);
  });

  it('goes half an hour back', () => {
    const minutes = Array.from({ length: 60 }, (_, minute) => told(minute * 60));
    const merged = mergeMoments([], minutes);
    expect(merged[0]?.at).toBe(start + 59 * minuteMs - keptMs);
    expect(merged).toHaveLength(31);
  });

  it('leaves out what has no time', () => {
    expect(mergeMoments([], [{ ...told(0), at: 'soon' }])).toEqual([]);
  });
});

describe('admitted per minute', () => {
  it('counts the minute before, and says nothing before it knows', () => {
    const moments = [0, 10, 20, 30, 60, 90].map((seconds) => moment(seconds, seconds * 2));
    expect(admittedPerMinute(moments)).toEqual([undefined, undefined, 120, 120, 120, 120]);
  });

  it('forgets what is older than a minute', () => {
    const moments = [moment(0, 0), moment(30, 300), moment(60, 300), moment(90, 300), moment(120, 310)];
    expect(admittedPerMinute(moments)).toEqual([undefined, 600, 300, 0, 10]);
  });

  it('never goes below nothing, though a node that lags told it', () => {
    expect(admittedPerMinute([moment(0, 50), moment(60, 40)]).at(-1)).toBe(0);
  });
});

describe('the table', () => {
  it('has the last moment of each minute, the newest first', () => {
    const rows = minuteRows([moment(0, 1), moment(50, 2), moment(60, 3), moment(115, 4)]);
    expect(rows.map(({ admitted }) => admitted)).toEqual([4, 2]);
  });
});
