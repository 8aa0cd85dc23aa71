import { useStore } from 'zustand';
import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { classes } from '../../lib/classes';
import { rowOfSeat, seatNumber, sectionOfSeat } from './canvas/expand';
import type { Point } from './canvas/geometry';
import { MapIcon } from './MapIcon';
import { categoryOf, isForSale, type Picker, priceText, seatState } from './picker';
import styles from './SeatCard.module.css';

type SeatCardProps = {
  picker: Picker;
  seat: number;
  /** The state is read anew with each version. */
  version: number;
} & (
  | { place: Point; canBuy?: never; onToggle?: never; onClose?: never }
  | { place?: never; canBuy: boolean; onToggle: (seat: number) => void; onClose: () => void }
);

const flipBelowTopPx = 150;

/** What a seat is: beside the pointer, or as a sheet at the bottom after a touch. */
export function SeatCard({ picker, seat, place, canBuy, onToggle, onClose }: SeatCardProps) {
  const isMine = useStore(picker.store, (state) => state.selectedSeats.includes(String(seat)));
  const category = categoryOf(picker, seat);
  const isAccessible = picker.plan.accessible[seat] === 1;
  const facts = (
    <>
      <dl className={styles.facts}>
        <Fact name="Section" value={sectionOfSeat(picker.plan, seat).name} />
        <Fact name="Row" value={rowOfSeat(picker.plan, seat).label} />
        <Fact name="Seat" value={seatNumber(picker.plan, seat)} />
      </dl>
      <p className={styles.price}>
        <svg className={styles.swatch} viewBox="0 0 10 10" aria-hidden="true">
          <circle cx="5" cy="5" r="5" fill={category?.color} />
        </svg>
        <span>{category?.name}</span>
        <strong>{priceText(picker, seat)}</strong>
      </p>
      {isAccessible && (
        <p className={styles.note}>
          <MapIcon name="wheelchair" /> Wheelchair place
        </p>
      )}
      <p className={styles.state}>{capitalised(seatState(picker, seat))}</p>
    </>
  );

  if (place) {
    const isLow = place.y < flipBelowTopPx;
    return (
      <div
        className={classes(styles.tip, isLow && styles.below)}
        style={{ left: `${place.x}px`, top: `${place.y}px` }}
        aria-hidden="true"
      >
        {facts}
      </div>
    );
  }
  return (
    <section className={styles.sheet} aria-label="Seat">
      <button type="button" className={styles.close} onClick={onClose} aria-label="Close">
        <Icon name="close" />
      </button>
      {facts}
      {canBuy && (isMine || isForSale(picker, seat)) && (
        <Button variant={isMine ? 'secondary' : 'primary'} wide onClick={() => onToggle(seat)}>
          {isMine ? 'Remove this seat' : 'Select this seat'}
        </Button>
      )}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
