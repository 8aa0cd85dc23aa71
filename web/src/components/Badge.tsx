import type { Schemas } from '../lib/api/client';
import { classes } from '../lib/classes';
import { type SaleState, saleStateNames } from '../lib/eventStatus';
import styles from './Badge.module.css';
import { Icon, type IconName } from './Icon';

type Tone = 'neutral' | 'good' | 'hot' | 'bad' | 'wait';

/** A short state in words, with a sign and a colour that say the same. */
export function Badge({ tone, icon, text }: { tone: Tone; icon: IconName; text: string }) {
  return (
    <span className={classes(styles.badge, styles[tone])}>
      <Icon name={icon} />
      {text}
    </span>
  );
}

const sale: Record<SaleState, { tone: Tone; icon: IconName }> = {
  upcoming: { tone: 'wait', icon: 'clock' },
  on_sale: { tone: 'good', icon: 'ticket' },
  few_left: { tone: 'hot', icon: 'flame' },
  high_demand: { tone: 'hot', icon: 'flame' },
  sold_out: { tone: 'neutral', icon: 'close' },
  paused: { tone: 'wait', icon: 'pause' },
  cancelled: { tone: 'bad', icon: 'close' },
  completed: { tone: 'neutral', icon: 'check' },
};

export function SaleBadge({ state }: { state: SaleState }) {
  return <Badge {...sale[state]} text={saleStateNames[state]} />;
}

const order: Record<Schemas['OrderStatus'], { tone: Tone; icon: IconName; text: string }> = {
  pending: { tone: 'wait', icon: 'clock', text: 'Being confirmed' },
  paid: { tone: 'good', icon: 'check', text: 'Paid' },
  declined: { tone: 'bad', icon: 'warning', text: 'Card declined' },
  cancelled: { tone: 'neutral', icon: 'close', text: 'Cancelled' },
  refunded: { tone: 'neutral', icon: 'left', text: 'Refunded' },
};

export function OrderBadge({ status }: { status: Schemas['OrderStatus'] }) {
  return <Badge {...order[status]} />;
}
