import type { QueueStatus } from './store';

const numbers = new Intl.NumberFormat('en');

export function formatCount(count: number): string {
  return numbers.format(count);
}

/** "about 4 to 6 minutes". Whole minutes, rounded up. */
export function formatWait({ estimatedWait, estimatedWaitMin }: QueueStatus): string {
  const most = Math.ceil(estimatedWait / 60);
  const least = Math.ceil(estimatedWaitMin / 60);
  if (most <= 1) return 'less than a minute';
  return least > 0 && least < most
    ? `about ${formatCount(least)} to ${formatCount(most)} minutes`
    : `about ${formatCount(most)} minutes`;
}

/** For the title of the page, which is all that shows of a tab in the background. */
export function titleOf(status: QueueStatus | undefined, eventName: string): string {
  if (status?.canEnter) return `Your turn! ${eventName}`;
  if (status === undefined || status.position === 0) return `Waiting room, ${eventName}`;
  return `${formatCount(status.position - 1)} ahead of you, ${eventName}`;
}

export function waitingWords({ seatsLeft, waiting }: QueueStatus): string {
  const seats = seatsLeft === 1 ? '1 seat' : `${formatCount(seatsLeft)} seats`;
  const people = waiting === 1 ? '1 person waits' : `${formatCount(waiting)} people wait`;
  return `${seats} can be had now. ${people}.`;
}
