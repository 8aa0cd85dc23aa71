import { describe, expect, it } from 'vitest';
import { dayToInstant, formatDateTime, formatLeaf, formatNearTime, localTimeHint } from './dates';

const evening = '2027-03-12T19:30:00Z';
const flat = (text: string | undefined) => text?.replace(/\s/g, ' ');

describe('dates', () => {
  it('shows a moment on the clock of the venue', () => {
    expect(flat(formatDateTime(evening, 'Europe/London'))).toBe('Fri, Mar 12, 2027, 7:30 PM');
    expect(flat(formatDateTime(evening, 'Asia/Tokyo'))).toBe('Sat, Mar 13, 2027, 4:30 AM');
    expect(formatLeaf(evening, 'Asia/Tokyo')).toEqual({ month: 'Mar', day: '13' });
  });

  it('hints at the reader’s own clock only when it differs', () => {
    expect(flat(localTimeHint(evening, 'Europe/London', 'America/New_York'))).toBe('Fri 2:30 PM your time');
    // Lisbon is another zone that shows the same time that day.
    expect(localTimeHint(evening, 'Europe/London', 'Europe/Lisbon')).toBeUndefined();
  });

  it.each([
    ['2027-03-12T01:00:00Z', 'Europe/London', 'today, 7:30 PM'],
    ['2027-03-11T23:00:00Z', 'Europe/London', 'tomorrow, 7:30 PM'],
    ['2027-03-10T23:00:00Z', 'Europe/London', 'Fri, Mar 12, 2027, 7:30 PM'],
    // Midnight has passed where the event is, and not in London.
    ['2027-03-12T16:00:00Z', 'Asia/Tokyo', 'today, 4:30 AM'],
  ])('calls a near day by its name: at %s in %s', (now, timeZone, words) => {
    expect(flat(formatNearTime(evening, timeZone, Date.parse(now)))).toBe(words);
  });

  it('survives a zone the browser does not know', () => {
    expect(formatDateTime(evening, 'Mars/Olympus')).toContain('UTC');
  });

  it('turns a picked day into its edges, and refuses days that do not exist', () => {
    expect(dayToInstant('2027-03-12', 'start')).toBe(new Date(2027, 2, 12).toISOString());
    expect(dayToInstant('2027-03-12', 'end')).toBe(new Date(2027, 2, 12, 23, 59, 59, 999).toISOString());
    expect(dayToInstant('2027-02-30', 'start')).toBeUndefined();
    expect(dayToInstant('soon', 'start')).toBeUndefined();
  });
});
