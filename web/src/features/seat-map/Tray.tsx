import { useStore } from 'zustand';
import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { ReservationTimer } from '../../components/ReservationTimer';
import { VisuallyHidden } from '../../components/VisuallyHidden';
import { formatMoney } from '../../lib/money';
import { t } from '../../lib/text';
import { AskingAgain } from './AskingAgain';
import { BestSeats } from './BestSeats';
import { rowOfSeat, seatNumber, sectionOfSeat } from './canvas/expand';
import { MapIcon } from './MapIcon';
import { categoryOf, type Picker, priceText } from './picker';
import { SplitNotice } from './SplitNotice';
import { seatName, sectionTitle } from './selection/seatNames';
import { singlesLeftBy } from './selection/singles';
import styles from './Tray.module.css';
import { binId, useBasket } from './useBasket';

type TrayProps = {
  picker: Picker;
  /** What stands alone is read anew with each version. */
  version: number;
  onShow: (seats: number[]) => void;
  onCheckout: () => void;
  onExpire: () => void;
};

/** What was chosen, what it costs all-in, and the way on. */
export function Tray({ picker, onShow, onCheckout, onExpire }: TrayProps) {
  const { store } = picker;
  const { selectedSeats, pendingSeats, reservation, isReserving, asksAgainAt } = useStore(store);
  const seats = selectedSeats.map(Number);
  const heldIds = reservation?.seatIds ?? [];
  const newCount = selectedSeats.filter((id) => !heldIds.includes(id)).length;
  const single = singlesLeftBy(picker.plan, picker.model.statuses, seats)[0];

  const askingAgain = asksAgainAt !== null && (
    <AskingAgain at={asksAgainAt} onStop={store.getState().stopAsking} />
  );

  const basket = useBasket({ picker, seats, onShow, onCheckout });
  const { split } = basket;

  return (
    <section className={styles.side} aria-label="Your seats">
      <div className={styles.tray}>
        {reservation && <ReservationTimer expiresAt={reservation.expiresAt} onExpire={onExpire} />}
        <header className={styles.header}>
          <h2 ref={basket.heading} tabIndex={-1} className={styles.title}>
            Your seats
          </h2>
          {seats.length > 0 && (
            <>
              <span className={styles.count}>
                {seats.length} of {picker.seatsMax}
              </span>
              <button
                type="button"
                className={styles.clear}
                disabled={isReserving && asksAgainAt === null}
                onClick={() => void basket.clear()}
              >
                Clear
              </button>
            </>
          )}
        </header>
        <div role="status" className={styles.said}>
          <VisuallyHidden>{basket.announcement}</VisuallyHidden>
        </div>
        {split && (
          <SplitNotice
            text={split.text}
            isBusy={split.seats.some((seat) => pendingSeats.includes(String(seat)))}
            onLetGo={() => void basket.letSplitGo(split)}
            onKeep={basket.keepSplit}
          />
        )}
        {seats.length === 0 ? (
          <p className={styles.empty}>
            {t('Choose up to {count} seats on the map, or let us find the best ones together.', {
              count: picker.seatsMax,
            })}
          </p>
        ) : (
          <ul className={styles.list}>
            {seats.map((seat) => (
              <Chosen
                key={seat}
                picker={picker}
                seat={seat}
                isHeld={heldIds.includes(String(seat))}
                isPending={pendingSeats.includes(String(seat))}
                onShow={onShow}
                onRemove={(bin) => void basket.remove(seat, bin)}
              />
            ))}
          </ul>
        )}
        {single !== undefined && (
          <p className={styles.hint}>
            <Icon name="info" />
            <span>
              {t('Your choice leaves {seat} on its own. If you can, choose it too or move by one.', {
                seat: seatName(picker.plan, single),
              })}
            </span>
          </p>
        )}
        {seats.length === 0 && askingAgain}
        {seats.length < picker.seatsMax && (
          <BestSeats
            picker={picker}
            isOpenAtFirst={seats.length === 0}
            findButton={basket.findButton}
            onFound={basket.found}
          />
        )}
      </div>
      {seats.length > 0 && (
        <footer className={styles.footer}>
          {askingAgain}
          <p className={styles.total}>
            <span>
              Total <small>with all fees</small>
            </span>
            <strong>{formatMoney(totalOf(picker, seats), picker.event.currency)}</strong>
          </p>
          <Button size="l" wide busy={isReserving} onClick={() => void basket.goOn()}>
            {newCount > 0
              ? t({ one: 'Reserve {count} seat', other: 'Reserve {count} seats' }, { count: newCount })
              : 'Continue to checkout'}
          </Button>
        </footer>
      )}
    </section>
  );
}

type ChosenProps = {
  picker: Picker;
  seat: number;
  isHeld: boolean;
  isPending: boolean;
  onShow: (seats: number[]) => void;
  onRemove: (bin: HTMLButtonElement) => void;
};

function Chosen({ picker, seat, isHeld, isPending, onShow, onRemove }: ChosenProps) {
  const name = seatName(picker.plan, seat);
  return (
    <li className={styles.chosen} aria-busy={isPending || undefined}>
      <button
        type="button"
        className={styles.place}
        aria-label={`Show ${name} on the map`}
        onClick={() => onShow([seat])}
      >
        <svg className={styles.swatch} viewBox="0 0 10 10" aria-hidden="true">
          <circle cx="5" cy="5" r="5" fill={categoryOf(picker, seat)?.color} />
        </svg>
        <span className={styles.where}>
          <strong>{sectionTitle(sectionOfSeat(picker.plan, seat).name)}</strong>
          <span>
            Row {rowOfSeat(picker.plan, seat).label}, seat {seatNumber(picker.plan, seat)}
            {isHeld && <span className={styles.held}> · held</span>}
          </span>
        </span>
      </button>
      <span className={styles.price}>{priceText(picker, seat)}</span>
      <button
        type="button"
        id={binId(seat)}
        className={styles.remove}
        aria-label={`Remove ${name}`}
        // Not `disabled`, which would drop the focus; the store ignores a second press.
        aria-disabled={isPending || undefined}
        onClick={(press) => onRemove(press.currentTarget)}
      >
        <MapIcon name="trash" />
      </button>
      <VisuallyHidden>{isHeld ? 'held for you' : 'selected'}</VisuallyHidden>
    </li>
  );
}

function totalOf(picker: Picker, seats: number[]): number {
  const reservation = picker.store.getState().reservation;
  const loose = seats.filter((seat) => !reservation?.seatIds.includes(String(seat)));
  const looseTotal = loose.reduce((sum, seat) => sum + (categoryOf(picker, seat)?.price?.total ?? 0), 0);
  return (reservation?.totalAmount ?? 0) + looseTotal;
}
