import { Icon, type IconName } from '../../components/Icon';
import styles from './SaleNotice.module.css';
import type { EventStatus } from './types';

type Words = { icon: IconName; title: string; text: string };

/** Says why nothing can be chosen now, and when that changes. */
export function SaleNotice({ status }: { status: EventStatus }) {
  const words = wordsFor(status);
  if (words === undefined) return null;
  return (
    <div className={styles.notice} role="status">
      <Icon name={words.icon} />
      <p>
        <strong>{words.title}</strong> {words.text}
      </p>
    </div>
  );
}

export function wordsFor(status: EventStatus): Words | undefined {
  switch (status) {
    case 'on_sale':
      return undefined;
    case 'upcoming':
      // When it opens stands above, with the countdown.
      return {
        icon: 'clock',
        title: 'Not on sale yet.',
        text: 'Until it opens you can look at every seat and its price.',
      };
    case 'paused':
      return {
        icon: 'pause',
        title: 'The sale is paused.',
        text: 'The organiser stopped it for a moment. Seats that are held stay held; this page goes on by itself.',
      };
    case 'sold_out':
      return {
        icon: 'close',
        title: 'Sold out.',
        text: 'A seat that somebody gives back appears here at once.',
      };
    case 'completed':
      return { icon: 'check', title: 'This event is over.', text: 'The map shows how it was sold.' };
    case 'cancelled':
      return {
        icon: 'warning',
        title: 'This event is cancelled.',
        text: 'No seats are sold. Whoever has tickets hears from us by mail.',
      };
  }
}
