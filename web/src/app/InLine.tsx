import { useEffect } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { toast, useToasts } from '../components/toasts';
import { classes } from '../lib/classes';
import { formatClock } from '../lib/duration';
import { useHolds } from '../lib/holds';
import { type Place, usePlaces } from '../lib/places';
import { useServerNow } from '../lib/useServerNow';
import styles from './Header.module.css';
import { useAskForPlaces } from './useAskForPlaces';

/** Away from its waiting page, a place in line is easily lost: the way back to it, and to a turn that has come. */
export function InLine() {
  const { pathname } = useLocation();
  const places = usePlaces((state) => state.places);
  const elsewhere = places.filter(({ eventId }) => pathname !== `/events/${eventId}/queue`);
  useAskForPlaces(elsewhere);
  const held = useHolds((state) => state.holds);
  const shown = elsewhere.filter(
    ({ eventId, step }) =>
      step !== 'in' ||
      // The event's own pages have the clock, and held seats lead back to them.
      !(pathname.split('/').includes(eventId) || held.some((hold) => hold.eventId === eventId)),
  );
  return shown.length === 0 ? null : <MostUrgent places={shown} />;
}

function MostUrgent({ places }: { places: Place[] }) {
  const now = useServerNow(places.some(({ step }) => step !== 'waiting'));
  const [first] = places
    .map((place) => ({ ...place, remainingMs: place.until ? Date.parse(place.until) - now : Infinity }))
    .filter(({ remainingMs }) => remainingMs > 0)
    .sort((a, b) => a.remainingMs - b.remainingMs || a.eventName.localeCompare(b.eventName));
  useSayTurn(first?.step === 'turn' ? first.eventId : undefined, first?.eventName);
  if (first === undefined) return null;
  const { eventId, eventName, step, remainingMs } = first;
  const isWaiting = step === 'waiting';
  return (
    <Link
      to={step === 'in' ? `/events/${eventId}` : `/events/${eventId}/queue`}
      className={classes(styles.place, isWaiting && styles.waiting)}
    >
      <span className={styles.placeWords}>
        {isWaiting ? 'In line' : 'Your turn'}
        <span className={styles.placeName}>
          {isWaiting ? ' for ' : ': '}
          {eventName}
        </span>
      </span>
      {!isWaiting && <span className={styles.placeClock}> {formatClock(remainingMs)}</span>}
    </Link>
  );
}

/** A turn waits for minutes only, so that it is said aloud and stays in sight for as long as it is there. */
function useSayTurn(eventId: string | undefined, eventName: string | undefined): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (eventId === undefined) return;
    const id = toast.success(`It is your turn: ${eventName}`, {
      action: { label: 'Go in', run: () => navigate(`/events/${eventId}/queue`) },
    });
    return () => useToasts.getState().dismiss(id);
  }, [eventId, eventName, navigate]);
}
