import { describe, expect, it } from 'vitest';
import { queued } from '../../testing/queueStatus';
import { aheadWords, closedWords, formatWait, titleOf, waitingWords } from './words';

describe('the words of the waiting room', () => {
  it.each([
    [30, 0, 'less than a minute'],
    [60, 60, 'about a minute'],
    [120, 60, 'about 1 to 2 minutes'],
    [180, 61, 'about 2 to 3 minutes'],
    [120, 120, 'about 2 minutes'],
    [180_000, 120_000, 'about 2,000 to 3,000 minutes'],
  ])('rounds %i s up', (estimatedWait, estimatedWaitMin, text) => {
    expect(formatWait(queued({ estimatedWait, estimatedWaitMin }))).toBe(text);
  });

  it('puts the place into the title', () => {
    expect(titleOf(queued({ position: 1_235 }), 'Show')).toBe('1,234 ahead of you, Show');
    expect(titleOf(queued({ position: 1 }), 'Show')).toBe('You are next, Show');
    expect(titleOf(queued({ position: 0 }), 'Show')).toBe('Waiting room, Show');
    expect(titleOf(queued({ canEnter: true }), 'Show')).toBe('Your turn! Show');
  });

  it('tells who is next from who has people ahead', () => {
    expect(aheadWords(1)).toEqual({ big: 'You are next', small: 'Nobody is ahead of you' });
    expect(aheadWords(2)).toEqual({ big: '1', small: 'person ahead of you' });
    expect(aheadWords(1_235)).toEqual({ big: '1,234', small: 'people ahead of you' });
  });

  it('counts one and many', () => {
    expect(waitingWords(queued({ seatsLeft: 1, waiting: 1 }))).toBe('1 seat can be had now. 1 person waits.');
    expect(waitingWords(queued({ seatsLeft: 2_000, waiting: 3 }))).toBe(
      '2,000 seats can be had now. 3 people wait.',
    );
  });

  it('promises no seat before the sale', () => {
    const early = (seatsLeft: number) => waitingWords(queued({ phase: 'before_draw', seatsLeft }));
    expect(early(1)).toBe('1 seat goes on sale. 9 people wait.');
    expect(early(800)).toBe('800 seats go on sale. 9 people wait.');
  });

  it('says why a room is closed', () => {
    expect(closedWords('cancelled')).toBe('This event was cancelled.');
    expect(closedWords('completed')).toBe('This event is over.');
    expect(titleOf(queued({ phase: 'closed' }), 'Show')).toBe('The sale has ended, Show');
  });
});
