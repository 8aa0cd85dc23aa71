import { describe, expect, it } from 'vitest';
import { formatClock, speakDuration, splitDuration } from './duration';
import { pickLocale } from './locale';
import { formatList, t } from './text';

describe('t', () => {
  it('fills in names and groups numbers', () => {
    expect(t('{name} has {count} seats', { name: 'Ann', count: 12345 })).toBe('Ann has 12,345 seats');
  });

  it('chooses the form by the count', () => {
    const forms = { zero: 'none', one: '{count} seat', other: '{count} seats' };
    expect([0, 1, 2].map((count) => t(forms, { count }))).toEqual(['none', '1 seat', '2 seats']);
  });

  it('keeps a name that was not given visible', () => {
    expect(t('Hello {name}')).toBe('Hello {name}');
  });
});

describe('formatList', () => {
  it('joins as a sentence does', () => {
    expect(formatList(['5', '6', '7'])).toBe('5, 6, and 7');
  });
});

describe('durations', () => {
  it('count a begun second until it is over', () => {
    expect(formatClock(525_000)).toBe('8:45');
    expect(formatClock(59_001)).toBe('1:00');
    expect(formatClock(1)).toBe('0:01');
    expect(formatClock(0)).toBe('0:00');
    expect(formatClock(-5_000)).toBe('0:00');
  });

  it('are split into days, hours, minutes and seconds', () => {
    expect(splitDuration(((26 * 60 + 3) * 60 + 4) * 1000)).toEqual({
      days: 1,
      hours: 2,
      minutes: 3,
      seconds: 4,
    });
  });

  it('are spoken in their two largest parts', () => {
    expect(speakDuration(300_000)).toBe('5 minutes');
    expect(speakDuration(((26 * 60 + 3) * 60 + 4) * 1000)).toBe('1 day and 2 hours');
    expect(speakDuration(0)).toBe('0 seconds');
  });
});

describe('pickLocale', () => {
  it('takes the reader’s kind of English and no other language', () => {
    expect(pickLocale(['de-DE', 'en-GB'])).toBe('en-GB');
    expect(pickLocale(['fr'])).toBe('en-US');
  });
});
