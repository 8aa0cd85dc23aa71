import { VisuallyHidden } from '../../components/VisuallyHidden';
import { classes } from '../../lib/classes';
import { formatMoney } from '../../lib/money';
import { t } from '../../lib/text';
import styles from './Legend.module.css';
import { freeInCategory } from './live/tally';
import { MapIcon } from './MapIcon';
import type { Picker } from './picker';

type LegendProps = {
  picker: Picker;
  /** Counts are read anew with each version. */
  version: number;
  wanted: ReadonlySet<number>;
  onToggle: (category: number) => void;
  accessibleOnly: boolean;
  onAccessibleOnly: (on: boolean) => void;
};

/** What the colours cost; a press shows one price alone. */
export function Legend({ picker, wanted, onToggle, accessibleOnly, onAccessibleOnly }: LegendProps) {
  const { model, event } = picker;
  const isKnown = model.summary().isKnown;
  const hasAccessible = picker.plan.accessible.includes(1);
  return (
    <div className={styles.scroller}>
      <fieldset className={styles.legend}>
        <VisuallyHidden>
          <legend>Show only</legend>
        </VisuallyHidden>
        {picker.categories.map(({ index, name, color, price }) => {
          const free = freeInCategory(model.tally, index);
          const isEmpty = isKnown && free === 0;
          return (
            <button
              key={name}
              type="button"
              aria-pressed={wanted.has(index)}
              className={classes(styles.chip, isEmpty && styles.empty)}
              onClick={() => onToggle(index)}
            >
              <svg className={styles.swatch} viewBox="0 0 10 10" aria-hidden="true">
                <circle cx="5" cy="5" r="5" fill={color} />
              </svg>
              <span>{name}</span>
              {price && <strong>{formatMoney(price.total, event.currency)}</strong>}
              <VisuallyHidden>
                {isKnown
                  ? t(
                      { zero: ', none left', one: ', {count} left', other: ', {count} left' },
                      { count: free },
                    )
                  : ''}
              </VisuallyHidden>
            </button>
          );
        })}
        {hasAccessible && (
          <button
            type="button"
            aria-pressed={accessibleOnly}
            className={styles.chip}
            onClick={() => onAccessibleOnly(!accessibleOnly)}
          >
            <MapIcon name="wheelchair" />
            <span>Wheelchair places</span>
          </button>
        )}
      </fieldset>
      <p className={styles.note}>Prices include all fees.</p>
    </div>
  );
}
