import { Link, useLocation } from 'react-router';
import { Icon } from '../components/Icon';
import { formatClock } from '../lib/duration';
import { type Hold, useHolds } from '../lib/holds';
import { t } from '../lib/text';
import { useServerNow } from '../lib/useServerNow';
import styles from './Header.module.css';

/** Away from their event, seats that are held run out unseen: the way back to them, and how long there is one. */
export function HeldSeats() {
  const { pathname } = useLocation();
  const holds = useHolds((state) => state.holds);
  const elsewhere = holds.filter(
    ({ eventId }) => pathname !== `/events/${eventId}` && pathname !== `/checkout/${eventId}`,
  );
  return elsewhere.length === 0 ? null : <SoonestHold holds={elsewhere} />;
}

function SoonestHold({ holds }: { holds: Hold[] }) {
  const now = useServerNow();
  const [first] = holds
    .map((hold) => ({ ...hold, remainingMs: Date.parse(hold.expiresAt) - now }))
    .filter(({ remainingMs }) => remainingMs > 0)
    .sort((a, b) => a.remainingMs - b.remainingMs);
  if (first === undefined) return null;
  const { eventId, seats, remainingMs } = first;
  const words = t({ one: '{count} seat held', other: '{count} seats held' }, { count: seats });
  const clock = formatClock(remainingMs);
  return (
    <Link
      to={`/checkout/${eventId}`}
      className={styles.held}
      // Also where there is room for the clock alone.
      aria-label={`${words} · ${clock} · Continue`}
    >
      <Icon name="clock" />
      <span className={styles.heldWords}>{words} · </span>
      <span className={styles.heldClock}>{clock}</span>
      <span className={styles.heldWords}> · Continue</span>
    </Link>
  );
}
