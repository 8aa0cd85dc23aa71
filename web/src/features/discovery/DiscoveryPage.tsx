import { useEffect, useRef } from 'react';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { classes } from '../../lib/classes';
import { t } from '../../lib/text';
import { usePageTitle } from '../../lib/usePageTitle';
import styles from './DiscoveryPage.module.css';
import { useDiscovery } from './discoveryStore';
import { EventCard } from './EventCard';
import { EventGridSkeleton } from './EventGridSkeleton';
import { FilterPanel } from './FilterPanel';
import { arePricesCrossed, hasFilters, writeFilters } from './filters';
import { Hero } from './Hero';
import { useFilters } from './useFilters';

export function DiscoveryPage() {
  usePageTitle(undefined);
  const { filters, draft, change, clear } = useFilters();
  const { answered, events, total, nextCursor, activity, error, search, showMore } = useDiscovery();
  const question = writeFilters(filters).toString();
  const list = useRef<HTMLUListElement>(null);

  const areCrossed = arePricesCrossed(filters);
  useEffect(() => {
    if (areCrossed) return;
    // Coming back to the same question shows the list at once; it is only as old as the visit.
    if (useDiscovery.getState().answered !== question) void search(filters);
  }, [areCrossed, question, filters, search]);

  async function extend() {
    const shown = events.length;
    await showMore(filters);
    // The button may be gone, and with it the focus: it goes on at the first new event.
    list.current?.querySelectorAll<HTMLElement>('a')[shown]?.focus({ preventScroll: true });
  }

  const isFirstLoad = !areCrossed && answered === undefined && error === undefined;
  const isEmpty = !areCrossed && answered !== undefined && events.length === 0 && error === undefined;
  const hasList = !areCrossed && events.length > 0;
  const searchFailed = !areCrossed && error !== undefined && (answered !== question || events.length === 0);

  return (
    <>
      <Hero value={draft.q} onChange={(q) => change({ q }, 'typed')} onSubmit={() => change({})} />
      <div className={styles.page}>
        <FilterPanel filters={draft} onChange={change} onClear={clear} />
        <div className={styles.resultHead}>
          <h2 className={styles.heading}>{hasFilters(filters) ? 'Matching events' : 'All events'}</h2>
          <p role="status" className={styles.count}>
            {answered !== undefined &&
              !areCrossed &&
              !searchFailed &&
              t({ zero: 'No events', one: '{count} event', other: '{count} events' }, { count: total })}
          </p>
        </div>
        {areCrossed && <CrossedPrices />}
        {isFirstLoad && <EventGridSkeleton />}
        {searchFailed && (
          <ErrorState title="Events did not load" error={error} onRetry={() => void search(filters)} />
        )}
        {isEmpty && <NothingFound isFiltered={hasFilters(filters)} onClear={clear} />}
        {hasList && !searchFailed && (
          <ul ref={list} className={classes(styles.grid, activity === 'searching' && styles.stale)}>
            {events.map((event) => (
              <EventCard key={event.id} event={event} />
            ))}
          </ul>
        )}
        {hasList && nextCursor !== undefined && !searchFailed && (
          <div className={styles.more}>
            {error !== undefined && <p role="alert">{error.message}</p>}
            <Button
              variant="secondary"
              size="l"
              busy={activity === 'extending'}
              onClick={() => void extend()}
            >
              Show more events
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function CrossedPrices() {
  return (
    <EmptyState icon="filter" title="These prices leave nothing between them">
      The price to is less than the price from. Change one of them above.
    </EmptyState>
  );
}

function NothingFound({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  return isFiltered ? (
    <EmptyState
      icon="search"
      title="No event matches"
      actions={<Button onClick={onClear}>Clear all filters</Button>}
    >
      Try another spelling, a wider range of dates, or fewer filters.
    </EmptyState>
  ) : (
    <EmptyState icon="calendar" title="No events yet">
      The season has not been announced. Come back soon.
    </EmptyState>
  );
}
