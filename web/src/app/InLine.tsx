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
  const unattended = places.filter((place) => isAway(place) && !attended.includes(place.eventId));
  useAskForPlaces(unattended);
  useSayLost(places);
  const held = useHolds((state) => state.holds);
  const shown = places.filter((place) => {
    const { eventId, step } = place;
    if (step !== 'in') return step !== 'lost' && isAway(place);
    // The seats and the checkout have the clock, and held seats lead back to them.
    const hasClock = pathname === `/events/${eventId}` || pathname === `/checkout/${eventId}`;
    return !hasClock && !held.some((hold) => hold.eventId === eventId);
  });
  const now = useServerNow(shown.some(({ until }) => until !== undefined));
  const isRunning = ({ until }: Place) => until === undefined || Date.parse(until) > now;
  const turns = unattended.filter(({ step }) => step === 'turn');
  return (
    <>
      <MostUrgent places={shown.filter(isRunning)} now={now} />
      {turns.filter(isRunning).map(({ eventId, eventName }) => (
        <Turn key={eventId} eventId={eventId} eventName={eventName} />
      ))}
    </>
  );
}

function MostUrgent({ places, now }: { places: Place[]; now: number }) {
  const endOf = ({ until }: Place) => (until === undefined ? Number.MAX_VALUE : Date.parse(until));
  const [first] = [...places].sort((a, b) => endOf(a) - endOf(b) || a.eventName.localeCompare(b.eventName));
  if (first === undefined) return null;
  const { eventId, eventName, step } = first;
  const isWaiting = step === 'waiting';
  const words = isWaiting ? 'In line' : 'Your turn';
  const clock = isWaiting ? '' : ` ${formatClock(endOf(first) - now)}`;
  const name = isWaiting ? ` for ${eventName}` : ` · ${eventName}`;
  return (
    <Link
      to={step === 'in' ? `/events/${eventId}` : `/events/${eventId}/queue`}
      className={classes(styles.place, isWaiting && styles.waiting)}
      // Also where there is no room for the event.
      aria-label={words + clock + name}
    >
      {words}
      <span className={styles.placeClock}>{clock}</span>
      <span className={styles.placeName}>{name}</span>
    </Link>
  );
}

/** A turn is short, so that it is said aloud and stays in sight for as long as it is there. */
function Turn({ eventId, eventName }: { eventId: string; eventName: string }) {
  const navigate = useNewestNavigate();
  useEffect(() => {
    const id = toast.success(`It is your turn: ${eventName}`, {
      action: { label: 'Go in', run: () => navigate.current(`/events/${eventId}/queue`) },
    });
    return () => useToasts.getState().dismiss(id);
  }, [eventId, eventName, navigate]);
  return null;
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
