import { Icon, type IconName } from '../../components/Icon';
import { formatDateTime, localTimeHint } from '../../lib/dates';
import styles from './SaleNotice.module.css';
import type { Event, EventStatus } from './types';

type Words = { icon: IconName; title: string; text: string };

/** Says why nothing can be chosen now, and when that changes. */
export function SaleNotice({ event, status }: { event: Event; status: EventStatus }) {
  const words = wordsFor(event, status);
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

export function wordsFor(event: Event, status: EventStatus): Words | undefined {
  const { timeZone } = event.venue;
  switch (status) {
    case 'on_sale':
      return undefined;
    case 'upcoming': {
      const hint = localTimeHint(event.onSaleDate, timeZone);
      const when = `${formatDateTime(event.onSaleDate, timeZone)}${hint ? ` (${hint})` : ''}`;
      return {
        icon: 'clock',
        title: `On sale ${when}.`,
        text: 'Until then you can look at every seat and its price.',
      };
    }
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
