import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { useNavigate, useNavigationType, useParams } from 'react-router';
import { ButtonLink } from '../components/Button';
import { EmptyState } from '../components/EmptyState';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { toast } from '../components/toasts';
import { EventHeader } from '../features/discovery/EventHeader';
import { QueueGate } from '../features/queue/QueueGate';
import { SeatMapPanel } from '../features/seat-map/SeatMapPanel';
import { api, type Schemas, unwrap } from '../lib/api/client';
import { prefersReducedMotion } from '../lib/motion';
import { useLoad } from '../lib/useLoad';
import { usePageTitle } from '../lib/usePageTitle';
import styles from './EventPage.module.css';

export default function EventPage() {
  const { eventId = '' } = useParams();
  const {
    data: event,
    error,
    reload,
  } = useLoad(
    (signal) => unwrap(api.GET('/api/events/{id}', { params: { path: { id: eventId } }, signal })),
    [eventId],
  );
  usePageTitle(event?.name);

  if (error?.status === 404 || error?.status === 400) return <NoSuchEvent />;
  if (error !== undefined && event === undefined) {
    return <ErrorState title="The event did not load" error={error} onRetry={reload} heading="h1" />;
  }
  if (event === undefined) return <PageSkeleton />;
  return <ShownEvent event={event} onSaleOpens={reload} />;
}

function ShownEvent({ event, onSaleOpens }: { event: Schemas['Event']; onSaleOpens: () => void }) {
  const navigate = useNavigate();
  const leaveForHome = useCallback(() => {
    navigate('/');
    toast.error('Your time is up and the seats are free again.', {
      action: { label: 'Choose again', run: () => navigate(`/events/${event.id}`) },
    });
  }, [navigate, event.id]);
  const isOnSale = event.status === 'on_sale';
  return (
    <Page>
      <EventHeader event={event} isCompact={isOnSale} onSaleOpens={onSaleOpens} />
      <section aria-label="Seats" className={styles.seats}>
        <QueueGate event={event}>
          {({ isPresale, isOnlyLook }) => (
            <BroughtIntoView isWanted={event.highDemand && !isOnlyLook}>
              <SeatMapPanel
                key={`${event.id} ${isOnlyLook}`}
                event={event}
                isPresale={isPresale}
                isOnlyLook={isOnlyLook}
                onCheckout={() => navigate(`/checkout/${event.id}`)}
                onExpired={leaveForHome}
              />
            </BroughtIntoView>
          )}
        </QueueGate>
      </section>
      {isOnSale && event.description !== '' && (
        <section className={styles.description} aria-labelledby="about">
          <h2 id="about">About this event</h2>
          <p>{event.description}</p>
        </section>
      )}
    </Page>
  );
}

/** A fan's turn has come and a clock runs: the seats, not the poster. Back and a reload return to where one was. */
function BroughtIntoView({ isWanted, children }: { isWanted: boolean; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const isArriving = useNavigationType() !== 'POP';
  const isBrought = useRef(false);
  useEffect(() => {
    if (!isWanted || !isArriving || isBrought.current) return;
    isBrought.current = true;
    const isStill = prefersReducedMotion();
    place.current?.scrollIntoView({ block: 'start', behavior: isStill ? 'instant' : 'smooth' });
  }, [isWanted, isArriving]);
  return <div ref={place}>{children}</div>;
}

function NoSuchEvent() {
  usePageTitle('Event not found');
  return (
    <EmptyState
      icon="calendar"
      title="There is no such event"
      heading="h1"
      actions={<ButtonLink to="/">Browse events</ButtonLink>}
    >
      The address may have a typo, or the event was taken down.
    </EmptyState>
  );
}
