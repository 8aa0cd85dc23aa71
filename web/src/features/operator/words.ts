import type { IconName } from '../../components/Icon';
import type { ApiError } from '../../lib/api/client';
import { locale } from '../../lib/locale';
import { formatNumber, t } from '../../lib/text';
import type { RoomOverview } from './roomApi';

type PhaseWords = { tone: 'neutral' | 'good' | 'wait'; icon: IconName; name: string; meaning: string };

const paused: PhaseWords = {
  tone: 'wait',
  icon: 'pause',
  name: 'Paused',
  meaning: 'Nobody gets a turn. Who waits keeps their place; who shops goes on.',
};

const phases: Record<RoomOverview['phase'], PhaseWords> = {
  before_draw: {
    tone: 'wait',
    icon: 'clock',
    name: 'Before the draw',
    meaning: 'The order is drawn when the sale opens. Until then everybody who comes takes part.',
  },
  open: { tone: 'good', icon: 'check', name: 'Open', meaning: 'The next in line get their turn.' },
  paused,
  sold_out: {
    tone: 'neutral',
    icon: 'ticket',
    name: 'No seats left',
    meaning: 'Nobody gets a turn until a seat comes back. Who waits keeps their place.',
  },
  closed: { tone: 'neutral', icon: 'close', name: 'Closed', meaning: 'The sale is over.' },
};

export function phaseWords(room: RoomOverview): PhaseWords {
  if (room.phase === 'before_draw' && room.paused) {
    return {
      ...phases.before_draw,
      name: 'Before the draw, paused',
      meaning: 'The order is drawn when the sale opens, but nobody gets a turn until you resume.',
    };
  }
  if (room.phase === 'paused' && !room.paused) {
    return { ...paused, meaning: 'Sales of the event itself are paused, so nobody gets a turn.' };
  }
  return phases[room.phase];
}

/** "5,000 shoppers at once, 200 turns a minute" */
export function limitsWords({ shoppersMax, ratePerMinute }: RoomOverview): string {
  const shoppers = t({ one: '{count} shopper', other: '{count} shoppers' }, { count: shoppersMax });
  return `${shoppers} at once, ${rateWords(ratePerMinute)}`;
}

export function rateWords(ratePerMinute: number | undefined): string {
  if (ratePerMinute === undefined) return 'no limit of turns a minute';
  return t({ one: '{count} turn a minute', other: '{count} turns a minute' }, { count: ratePerMinute });
}

/** What happens at once when a paused room goes on. */
export function resumeWords({ phase, waiting, active, shoppersMax, ratePerMinute }: RoomOverview): string {
  if (phase === 'before_draw') return 'Turns are given from the draw on.';
  const places = Math.min(waiting, Math.max(0, shoppersMax - active));
  if (places === 0) return 'Nobody gets a turn yet: nobody waits, or as many shop as may at once.';
  const fans = t({ one: '{count} fan gets a turn', other: '{count} fans get their turn' }, { count: places });
  return ratePerMinute === undefined ? `${fans} at once.` : `${fans}, ${rateWords(ratePerMinute)} at most.`;
}

/** A change without an answer may have been made all the same; the numbers will tell. */
export function failureWords(refused: string, error: ApiError): string {
  return error.isUnanswered
    ? `It may not have been changed: ${error.message}`
    : `${refused}: ${error.message}`;
}

const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat(locale, {
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});

export function formatClockTime(at: number): string {
  return clock.format(at);
}

export function formatExactTime(at: number): string {
  return clockWithSeconds.format(at);
}

const dayAndTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

/** "Nov 24, 2026, 10:30 AM", where the operator is. */
export function formatDayAndTime(iso: string): string {
  return dayAndTime.format(new Date(iso));
}

export function formatFigure(value: number | undefined): string {
  return value === undefined ? '–' : formatNumber(value);
}

const short = new Intl.NumberFormat(locale, { notation: 'compact' });

/** "50K", beside a scale. */
export function formatShort(value: number): string {
  return short.format(value);
}
