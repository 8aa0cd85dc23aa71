import { locale } from './locale';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter is a hundred times slower than using one. An unknown zone falls back to UTC and says so. */
function formatter(key: string, options: Intl.DateTimeFormatOptions, timeZone?: string): Intl.DateTimeFormat {
  const cacheKey = `${key} ${timeZone ?? ''}`;
  let known = formats.get(cacheKey);
  if (known === undefined) {
    try {
      known = new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone });
    } catch {
      known = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC', timeZoneName: 'short' });
    }
    formats.set(cacheKey, known);
  }
  return known;
}

const dayOptions: Intl.DateTimeFormatOptions = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
};
const longDayOptions: Intl.DateTimeFormatOptions = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
};
const timeOptions: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };

/** "Fri, Mar 12, 2027" where the event happens. */
export function formatDay(iso: string, timeZone: string): string {
  return formatter('day', dayOptions, timeZone).format(new Date(iso));
}

export function formatLongDay(iso: string, timeZone: string): string {
  return formatter('long day', longDayOptions, timeZone).format(new Date(iso));
}

/** "7:30 PM" where the event happens. */
export function formatTime(iso: string, timeZone: string): string {
  return formatter('time', timeOptions, timeZone).format(new Date(iso));
}

/** "7:30 PM" where the reader is. */
export function formatClockTime(iso: string): string {
  return formatter('clock time', timeOptions).format(new Date(iso));
}

/** "Fri, Mar 12, 2027, 7:30 PM" where the event happens. */
export function formatDateTime(iso: string, timeZone: string): string {
  return formatter('date time', { ...dayOptions, ...timeOptions }, timeZone).format(new Date(iso));
}

const dayMs = 86_400_000;

/** "today, 6:09 PM" or "tomorrow, 6:09 PM" where the event happens, else as formatDateTime. */
export function formatNearTime(iso: string, timeZone: string, now: number): string {
  const dayOf = (ms: number) => formatter('day', dayOptions, timeZone).format(ms);
  const day = dayOf(Date.parse(iso));
  if (day === dayOf(now)) return `today, ${formatTime(iso, timeZone)}`;
  if (day === dayOf(now + dayMs)) return `tomorrow, ${formatTime(iso, timeZone)}`;
  return formatDateTime(iso, timeZone);
}

/** "Mar" and "12", for a calendar leaf. */
export function formatLeaf(iso: string, timeZone: string): { month: string; day: string } {
  const date = new Date(iso);
  return {
    month: formatter('month', { month: 'short' }, timeZone).format(date),
    day: formatter('day of month', { day: 'numeric' }, timeZone).format(date),
  };
}

const clockOptions: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
};

/**
 * The same moment on the reader's own clock, when that differs from the venue's: "Sat, 1:30 AM your time".
 * Undefined when both clocks show the same.
 */
export function localTimeHint(iso: string, timeZone: string, readersZone?: string): string | undefined {
  const date = new Date(iso);
  const there = formatter('clock', clockOptions, timeZone).format(date);
  const here = formatter('clock', clockOptions, readersZone).format(date);
  if (there === here) return undefined;
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', ...timeOptions };
  return `${formatter('local hint', options, readersZone).format(date)} your time`;
}

/** A day somebody picked ("2027-03-12") as the first moment of it on their own clock, or the last. */
export function dayToInstant(day: string, edge: 'start' | 'end'): string | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (parts === null) return undefined;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const moment =
    edge === 'start' ? new Date(year, month - 1, date) : new Date(year, month - 1, date, 23, 59, 59, 999);
  return moment.getMonth() === month - 1 ? moment.toISOString() : undefined;
}

/** The day it is where the visitor is, YYYY-MM-DD. */
export function localDay(now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
