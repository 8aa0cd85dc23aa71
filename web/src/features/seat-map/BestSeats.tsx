import { type FormEvent, type RefObject, useId, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button';
import { Field, SelectField } from '../../components/Field';
import { formatMoneyShort, parseMajorUnits } from '../../lib/money';
import { t } from '../../lib/text';
import styles from './BestSeats.module.css';
import { MapIcon } from './MapIcon';
import type { Picker } from './picker';

type BestSeatsProps = {
  picker: Picker;
  isOpenAtFirst: boolean;
  findButton: RefObject<HTMLButtonElement | null>;
  /** `hasLimit`: the shopper named a category or a price. */
  onFound: (seats: number[], hasLimit: boolean) => void;
};

const quantityAtFirst = 2;

/** Says how many and how dear; the server holds the best seats side by side. */
export function BestSeats({ picker, isOpenAtFirst, findButton, onFound }: BestSeatsProps) {
  const { store, event } = picker;
  const { isReserving, selectedSeats } = useStore(store);
  const room = picker.seatsMax - selectedSeats.length;
  const [wishedQuantity, setQuantity] = useState(quantityAtFirst);
  const quantity = Math.min(wishedQuantity, room);
  const [category, setCategory] = useState('');
  const [maxPrice, setMaxPrice] = useState('');
  const quantityId = useId();
  const maxPriceMinor = parseMajorUnits(maxPrice, event.currency);
  const isWrong = maxPrice.trim() !== '' && maxPriceMinor === undefined;

  const find = async (submit: FormEvent) => {
    submit.preventDefault();
    if (isWrong) return;
    const before = store.getState().reservation?.seatIds ?? [];
    const outcome = await store.getState().reserveBest({
      quantity,
      ...(category !== '' && { category }),
      ...(maxPriceMinor !== undefined && { maxPrice: maxPriceMinor }),
    });
    if (outcome === 'failed') return;
    const found = store.getState().reservation?.seatIds.filter((id) => !before.includes(id)) ?? [];
    onFound(found.map(Number), category !== '' || maxPriceMinor !== undefined);
  };

  return (
    <details className={styles.box} open={isOpenAtFirst}>
      <summary className={styles.summary}>
        <MapIcon name="sparkle" /> Find best seats
      </summary>
      <form className={styles.form} onSubmit={(submit) => void find(submit)} noValidate>
        <fieldset className={styles.quantity} aria-labelledby={quantityId}>
          <span id={quantityId} className={styles.label}>
            Seats together
          </span>
          <button
            type="button"
            className={styles.step}
            aria-label="One seat fewer"
            disabled={quantity <= 1}
            onClick={() => setQuantity(quantity - 1)}
          >
            <MapIcon name="minus" />
          </button>
          <output className={styles.number}>{quantity}</output>
          <button
            type="button"
            className={styles.step}
            aria-label="One seat more"
            disabled={quantity >= room}
            onClick={() => setQuantity(quantity + 1)}
          >
            <MapIcon name="plus" />
          </button>
        </fieldset>
        <div className={styles.fields}>
          <SelectField
            label="Price category"
            value={category}
            onChange={(change) => setCategory(change.target.value)}
          >
            <option value="">Any</option>
            {picker.categories.map(
              ({ name, price }) =>
                price && (
                  <option key={name} value={name}>
                    {`${name}, ${formatMoneyShort(price.total, event.currency)}`}
                  </option>
                ),
            )}
          </SelectField>
          <Field
            label="Max. price"
            inputMode="decimal"
            placeholder="No limit"
            value={maxPrice}
            error={isWrong ? 'An amount, such as 80' : undefined}
            onChange={(change) => setMaxPrice(change.target.value)}
          />
        </div>
        <Button ref={findButton} type="submit" variant="secondary" wide busy={isReserving}>
          {t({ one: 'Find {count} seat', other: 'Find {count} seats' }, { count: quantity })}
        </Button>
      </form>
    </details>
  );
}
