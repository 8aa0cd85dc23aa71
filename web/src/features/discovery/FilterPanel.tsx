import { useEffect, useId, useState } from 'react';
import { Button } from '../../components/Button';
import { Field, SelectField } from '../../components/Field';
import { Icon } from '../../components/Icon';
import type { Schemas } from '../../lib/api/client';
import { classes } from '../../lib/classes';
import { saleStateNames } from '../../lib/eventStatus';
import { useDiscovery } from './discoveryStore';
import styles from './FilterPanel.module.css';
import {
  arePricesCrossed,
  countPanelFilters,
  type Filters,
  hasFilters,
  type Sort,
  sorts,
  statuses,
} from './filters';
import { titleCase } from './names';

type FilterPanelProps = {
  filters: Filters;
  onChange: (part: Partial<Filters>, how?: 'typed' | 'chosen') => void;
  onClear: () => void;
};

const sortNames: Record<Sort, string> = {
  date: 'Soonest',
  price: 'Lowest price',
  name: 'Name',
  relevance: 'Best match',
};

export function FilterPanel({ filters, onChange, onClear }: FilterPanelProps) {
  const [isOpen, setIsOpen] = useState(false);
  const panelId = useId();
  const cities = useDiscovery((state) => state.cities);
  const categories = useDiscovery((state) => state.categories);
  const currency = useDiscovery((state) => commonCurrency(state.events));
  const active = countPanelFilters(filters);
  const areCrossed = arePricesCrossed(filters);
  // An address that somebody was sent may ask for what cannot be: what is wrong with it has to be seen.
  useEffect(() => {
    if (areCrossed) setIsOpen(true);
  }, [areCrossed]);

  return (
    <section aria-label="Filters" className={styles.panel}>
      <div className={styles.bar}>
        <CategoryTabs
          categories={categories}
          value={filters.category}
          onChange={(category) => onChange({ category })}
        />
        <Button
          variant="secondary"
          aria-expanded={isOpen}
          aria-controls={panelId}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Icon name="filter" />
          Filters{active > 0 && ` (${active})`}
        </Button>
      </div>
      <div id={panelId} className={styles.fields} hidden={!isOpen}>
        <SelectField
          label="City"
          value={filters.city}
          onChange={(event) => onChange({ city: event.target.value })}
        >
          <option value="">Everywhere</option>
          {withChosen(cities, filters.city).map(({ value, count }) => (
            <option key={value} value={value}>
              {count > 0 ? `${value} (${count})` : value}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Status"
          value={filters.status}
          onChange={(event) => onChange({ status: event.target.value })}
        >
          <option value="">Any</option>
          {statuses.map((status) => (
            <option key={status} value={status}>
              {saleStateNames[status]}
            </option>
          ))}
        </SelectField>
        <Field
          label="From"
          type="date"
          value={filters.from}
          max={filters.to || undefined}
          onChange={(event) => onChange({ from: event.target.value })}
        />
        <Field
          label="To"
          type="date"
          value={filters.to}
          min={filters.from || undefined}
          onChange={(event) => onChange({ to: event.target.value })}
        />
        <Field
          label={currency === undefined ? 'Price from' : `Price from (${currency})`}
          inputMode="decimal"
          placeholder="0"
          value={filters.min}
          onChange={(event) => onChange({ min: event.target.value }, 'typed')}
        />
        <Field
          label={currency === undefined ? 'Price to' : `Price to (${currency})`}
          error={areCrossed ? 'Less than the price it starts from.' : undefined}
          inputMode="decimal"
          placeholder="Any"
          value={filters.max}
          onChange={(event) => onChange({ max: event.target.value }, 'typed')}
        />
        <SelectField
          label="Sort by"
          value={filters.sort}
          onChange={(event) => onChange({ sort: event.target.value })}
        >
          <option value="">{filters.q === '' ? 'Soonest' : 'Best match'}</option>
          {sorts
            .filter((sort) => sort !== (filters.q === '' ? 'date' : 'relevance'))
            .map((sort) => (
              <option key={sort} value={sort}>
                {sortNames[sort]}
              </option>
            ))}
        </SelectField>
        {hasFilters(filters) && (
          <Button variant="quiet" className={styles.clear} onClick={onClear}>
            Clear all
          </Button>
        )}
      </div>
    </section>
  );
}

type CategoryTabsProps = {
  categories: Schemas['FacetValue'][];
  value: string;
  onChange: (category: string) => void;
};

function CategoryTabs({ categories, value, onChange }: CategoryTabsProps) {
  const choices = [{ value: '', count: 0 }, ...withChosen(categories, value)];
  return (
    <fieldset className={styles.tabs}>
      <legend className={styles.legend}>Category</legend>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          className={classes(styles.tab, choice.value === value && styles.chosen)}
          onClick={() => onChange(choice.value)}
        >
          {choice.value === '' ? 'All' : titleCase(choice.value)}
        </button>
      ))}
    </fieldset>
  );
}

/** What the events that are shown cost in, where that is one currency. */
function commonCurrency(events: Schemas['EventSummary'][]): string | undefined {
  const first = events[0]?.currency;
  return events.every(({ currency }) => currency === first) ? first : undefined;
}

/** A choice stays in its list even when nothing matches it any more: it must be there to be undone. */
function withChosen(values: Schemas['FacetValue'][], chosen: string): Schemas['FacetValue'][] {
  if (chosen === '' || values.some(({ value }) => value === chosen)) return values;
  return [...values, { value: chosen, count: 0 }];
}
