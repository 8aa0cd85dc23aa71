import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { classes } from '../../lib/classes';
import type { Filter } from './canvas/paintSeats';
import { Legend } from './Legend';
import { ListView } from './ListView';
import { useAvailabilityPolling } from './live/useAvailabilityPolling';
import { MapIcon } from './MapIcon';
import { createPicker, isForSale } from './picker';
import { SaleNotice } from './SaleNotice';
import { SeatMap } from './SeatMap';
import styles from './SeatPicker.module.css';
import { StaleNotice } from './StaleNotice';
import { Tray } from './Tray';
import type { Event, SeatingPlan } from './types';

type SeatPickerProps = {
  event: Event;
  seatingPlan: SeatingPlan;
  isPresale?: boolean;
  isOnlyLook?: boolean;
  onCheckout: () => void;
  onExpired: (() => void) | undefined;
};

/** Seats to bring into view; a new object each time, so that the same seats can be asked for twice. */
export type ShowRequest = { seats: readonly number[] };

/** Map, list, legend and tray over one store and one live model. */
export function SeatPicker({
  event,
  seatingPlan,
  isPresale = false,
  isOnlyLook = false,
  onCheckout,
  onExpired,
}: SeatPickerProps) {
  const [picker] = useState(() => createPicker(event, seatingPlan));
  const { store, model } = picker;
  const [status, setStatus] = useState(event.status);
  const isOnSale = !isOnlyLook && (status === 'on_sale' || (isPresale && status === 'upcoming'));
  const live = useAvailabilityPolling({ eventId: event.id, isOnSale, isOnlyLook, model });
  const [view, setView] = useState<'map' | 'list'>('map');
  const [wanted, setWanted] = useState<ReadonlySet<number>>(new Set());
  const [accessibleOnly, setAccessibleOnly] = useState(false);
  const [shown, setShown] = useState<ShowRequest>();
  const reservation = useStore(store, (state) => state.reservation);

  // The page may know a newer status (it counts down to the sale) than the feed has told.
  useEffect(() => model.takeStatus(event.status), [model, event.status]);
  useEffect(() => setStatus(live.eventStatus), [live.eventStatus]);
  useEffect(() => model.onSeats((changes) => store.getState().seatsChanged(changes)), [model, store]);
  useEffect(() => {
    if (isOnlyLook) return;
    void store
      .getState()
      .restore()
      .then(() => {
        const { reservation: found } = store.getState();
        if (found) setShown({ seats: found.seatIds.map(Number) });
      });
  }, [store, isOnlyLook]);

  // Whoever has left the page wants no seats any more.
  useEffect(() => () => store.getState().stopAsking(), [store]);

  const filter = useMemo<Filter>(() => {
    if (wanted.size === 0) return { categories: undefined, accessibleOnly };
    const categories = Uint8Array.from(picker.categories, ({ index }) => Number(wanted.has(index)));
    return { categories, accessibleOnly };
  }, [wanted, accessibleOnly, picker]);

  const toggleSeat = useCallback(
    (seat: number) => {
      const state = store.getState();
      const isMine = state.selectedSeats.includes(String(seat));
      if (!isMine && !(isOnSale && isForSale(picker, seat))) return;
      state.toggleSeat(String(seat));
    },
    [store, picker, isOnSale],
  );

  const toggleCategory = useCallback(
    (index: number) =>
      setWanted((old) => new Set(old.has(index) ? [...old].filter((c) => c !== index) : [...old, index])),
    [],
  );

  const expire = useCallback(() => {
    store.getState().expire();
    onExpired?.();
  }, [store, onExpired]);

  const canBuy = isOnSale || reservation !== null;
  // Where a sale may still begin, the basket's place is kept: the map must not move under a finger in that second.
  const isAlone = !canBuy && (isOnlyLook || status === 'completed' || status === 'cancelled');
  const isSaidAbove = isOnlyLook && status === 'upcoming';
  return (
    <div className={styles.frame}>
      {!isOnSale && !isSaidAbove && <SaleNotice status={live.eventStatus} />}
      <StaleNotice isStale={live.isStale} />
      <div className={classes(styles.columns, isAlone && styles.alone)}>
        <div className={styles.main}>
          <div className={styles.bar}>
            <button
              type="button"
              className={styles.viewSwitch}
              onClick={() => setView(view === 'map' ? 'list' : 'map')}
            >
              <MapIcon name={view === 'map' ? 'list' : 'map'} />
              {view === 'map' ? 'List view' : 'Map view'}
            </button>
            <Legend
              picker={picker}
              version={live.version}
              wanted={wanted}
              onToggle={toggleCategory}
              accessibleOnly={accessibleOnly}
              onAccessibleOnly={setAccessibleOnly}
            />
          </div>
          {view === 'map' ? (
            <SeatMap
              picker={picker}
              live={live}
              filter={filter}
              shown={shown}
              canBuy={isOnSale}
              onToggle={toggleSeat}
            />
          ) : (
            <ListView
              picker={picker}
              version={live.version}
              isKnown={live.isKnown}
              filter={filter}
              canBuy={isOnSale}
              onToggle={toggleSeat}
            />
          )}
        </div>
        {canBuy && (
          <Tray
            picker={picker}
            version={live.version}
            onShow={(seats) => {
              setView('map');
              setShown({ seats });
            }}
            onCheckout={onCheckout}
            onExpire={expire}
          />
        )}
      </div>
    </div>
  );
}
