import { t } from './text';

/** "8:45". Counts a begun second, so that 0:00 appears at the end and not a second before it. */
export function formatClock(remainingMs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export type DurationParts = { days: number; hours: number; minutes: number; seconds: number };

export function splitDuration(remainingMs: number): DurationParts {
  const total = Math.max(0, Math.ceil(remainingMs / 1000));
  return {
    days: Math.floor(total / 86_400),
    hours: Math.floor((total % 86_400) / 3_600),
    minutes: Math.floor((total % 3_600) / 60),
    seconds: total % 60,
  };
}

/** "2 days and 3 hours", "5 minutes", "30 seconds": the two largest parts, for reading aloud. */
export function speakDuration(remainingMs: number): string {
  const { days, hours, minutes, seconds } = splitDuration(remainingMs);
  const parts = [
    days > 0 && t({ one: '{count} day', other: '{count} days' }, { count: days }),
    hours > 0 && t({ one: '{count} hour', other: '{count} hours' }, { count: hours }),
    minutes > 0 && t({ one: '{count} minute', other: '{count} minutes' }, { count: minutes }),
    seconds > 0 && t({ one: '{count} second', other: '{count} seconds' }, { count: seconds }),
  ].filter((part): part is string => part !== false);
  return parts.length === 0 ? '0 seconds' : parts.slice(0, 2).join(' and ');
}
