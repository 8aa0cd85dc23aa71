import { ErrorState } from '../../components/ErrorState';
import { Skeleton, SkeletonBlock } from '../../components/Skeleton';
import { api, unwrap } from '../../lib/api/client';
import { useLoad } from '../../lib/useLoad';
import { SeatPicker } from './SeatPicker';
import type { Event } from './types';

type SeatMapPanelProps = {
  event: Event;
  /** Seats can be chosen though the sale has not opened. */
  isPresale?: boolean;
  /** Seats are shown and cannot be chosen, whatever the sale's status is. */
  isOnlyLook?: boolean;
  /** The chosen seats are held: on to the payment. */
  onCheckout: () => void;
  /** The hold has run out and the choice is cleared; saying so is the page's part, which knows the way back. */
  onExpired?: () => void;
};

const mapHeight = 'min(40rem, 70dvh)';

/** Where a shopper finds, chooses and holds seats of an event. Geometry is fetched once and cached by its hash. */
export function SeatMapPanel({
  event,
  isPresale = false,
  isOnlyLook = false,
  onCheckout,
  onExpired,
}: SeatMapPanelProps) {
  const plan = useLoad(
    (signal) => unwrap(api.GET('/api/plans/{hash}', { params: { path: { hash: event.planHash } }, signal })),
    [event.planHash],
  );

  if (plan.error && !plan.data) {
    return <ErrorState title="The seat map did not load" error={plan.error} onRetry={plan.reload} />;
  }
  if (!plan.data) {
    return (
      <Skeleton label="Loading the seat map">
        <SkeletonBlock height={mapHeight} radius="var(--radius-l)" />
      </Skeleton>
    );
  }
  return (
    <SeatPicker
      key={`${event.id} ${plan.data.hash}`}
      event={event}
      seatingPlan={plan.data}
      isPresale={isPresale}
      isOnlyLook={isOnlyLook}
      onCheckout={onCheckout}
      onExpired={onExpired}
    />
  );
}
