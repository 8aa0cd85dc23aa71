import { useEffect, useRef } from 'react';
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
  const { places, attended } = usePlaces();
  const isAway = ({ eventId }: Place) => pathname !== `/events/${eventId}/queue`;
  const elsewhere = places.filter((place) => isAway(place) && place.step !== 'lost');
  useAskForPlaces(elsewhere.filter(({ eventId }) => !attended.includes(eventId)));
  useSayLost(places);
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

/** Once, in the tab that is looked at; the page that keeps a place says it itself. */
function useSayLost(places: Place[]): void {
  const navigate = useNewestNavigate();
  useEffect(() => {
    const lost = places.filter(({ step }) => step === 'lost');
    if (lost.length === 0) return;
    const say = () => {
      if (document.visibilityState !== 'visible') return;
      const { attended, drop } = usePlaces.getState();
      for (const { eventId, eventName } of lost) {
        drop(eventId);
        if (attended.includes(eventId)) continue;
        toast.warning(
          `You are not in line for ${eventName} any more: your turn went by, or you left elsewhere.`,
          {
            action: { label: 'To the event', run: () => navigate.current(`/events/${eventId}`) },
          },
        );
      }
    };
    say();
    document.addEventListener('visibilitychange', say);
    return () => document.removeEventListener('visibilitychange', say);
  }, [places, navigate]);
}

/** The router makes a new one for each page; what is said is not said anew for that. */
function useNewestNavigate() {
  const navigate = useNavigate();
  const newest = useRef(navigate);
  newest.current = navigate;
  return newest;
}
