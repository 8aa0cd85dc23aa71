import type { Schemas } from '../../lib/api/client';
import type { QueueStatus } from './store';

const numbers = new Intl.NumberFormat('en');

export function formatCount(count: number): string {
  return numbers.format(count);
}

/** "about 4 to 6 minutes". Whole minutes, rounded up. What the server reckons as one minute is one, not less. */
export function formatWait({ estimatedWait, estimatedWaitMin }: QueueStatus): string {
  const most = Math.ceil(estimatedWait / 60);
  const least = Math.ceil(estimatedWaitMin / 60);
  if (estimatedWait < 60) return 'less than a minute';
  if (most === 1) return 'about a minute';
  return least > 0 && least < most
    ? `about ${formatCount(least)} to ${formatCount(most)} minutes`
    : `about ${formatCount(most)} minutes`;
}

/** What stands out about a place from 1, and what follows it. */
export function aheadWords(position: number): { big: string; small: string } {
  if (position === 1) return { big: 'You are next', small: 'Nobody is ahead of you' };
  const small = position === 2 ? 'person ahead of you' : 'people ahead of you';
  return { big: formatCount(position - 1), small };
}

/** For the title of the page, which is all that shows of a tab in the background. */
export function titleOf(status: QueueStatus | undefined, eventName: string): string {
  if (status?.phase === 'closed') return `The sale has ended, ${eventName}`;
  if (status?.canEnter) return `Your turn! ${eventName}`;
  if (status === undefined || status.position === 0) return `Waiting room, ${eventName}`;
  if (status.position === 1) return `You are next, ${eventName}`;
  return `${formatCount(status.position - 1)} ahead of you, ${eventName}`;
}

/** Before the draw nothing can be had yet. */
export function waitingWords({ phase, seatsLeft, waiting }: QueueStatus): string {
  const seats = seatsLeft === 1 ? '1 seat' : `${formatCount(seatsLeft)} seats`;
  const people = waiting === 1 ? '1 person waits' : `${formatCount(waiting)} people wait`;
  if (phase !== 'before_draw') return `${seats} can be had now. ${people}.`;
  return `${seats} ${seatsLeft === 1 ? 'goes' : 'go'} on sale. ${people}.`;
}

/** Why a room is closed. */
export function closedWords(status: Schemas['EventStatus']): string {
  switch (status) {
    case 'cancelled':
      return 'This event was cancelled.';
    case 'completed':
      return 'This event is over.';
    default:
      return 'The sale has ended.';
  }
}
