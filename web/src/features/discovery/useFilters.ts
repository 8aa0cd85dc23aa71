import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Filters, noFilters, readFilters, writeFilters } from './filters';

const typingPauseMs = 250;

type UseFilters = {
  /** What the address says: what is searched for. */
  filters: Filters;
  /** What the form shows: ahead of the address while somebody types. */
  draft: Filters;
  /** `typed` waits for a pause in typing. */
  change: (part: Partial<Filters>, how?: 'typed' | 'chosen') => void;
  clear: () => void;
};

/** Keeps the filters in the address, so that a search can be sent to a friend and Back undoes a choice. */
export function useFilters(): UseFilters {
  const [search, setSearch] = useSearchParams();
  const address = search.toString();
  const filters = useMemo(() => readFilters(new URLSearchParams(address)), [address]);
  const [draft, setDraft] = useState(filters);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // The address changed, by our hand or by Back: it is right.
  useEffect(() => {
    clearTimeout(timer.current);
    setDraft(filters);
  }, [filters]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const change = useCallback(
    (part: Partial<Filters>, how: 'typed' | 'chosen' = 'chosen') => {
      const next = { ...draft, ...part };
      setDraft(next);
      clearTimeout(timer.current);
      // Each choice is a step that Back undoes; each letter is not.
      const write = () =>
        setSearch(writeFilters(next), { replace: how === 'typed', preventScrollReset: true });
      if (how === 'typed') timer.current = setTimeout(write, typingPauseMs);
      else write();
    },
    [draft, setSearch],
  );

  const clear = useCallback(() => change({ ...noFilters, sort: draft.sort }), [change, draft.sort]);
  return { filters, draft, change, clear };
}
