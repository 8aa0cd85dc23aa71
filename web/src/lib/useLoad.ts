import { type DependencyList, useCallback, useEffect, useRef, useState } from 'react';
import { type ApiError, isAborted, toApiError } from './api/client';
import { retryingRead } from './api/retry';

export type Loaded<T> = {
  /** The newest answer; stays while it is asked for again. */
  data: T | undefined;
  error: ApiError | undefined;
  isLoading: boolean;
  reload: () => void;
  setData: (data: T) => void;
};

type State<T> = { data: T | undefined; error: ApiError | undefined; isLoading: boolean };

/** Reads something when the page opens and whenever `dependencies` change; an answer that comes late is dropped. */
export function useLoad<T>(
  read: (signal: AbortSignal) => Promise<T>,
  dependencies: DependencyList,
): Loaded<T> {
  const [state, setState] = useState<State<T>>({ data: undefined, error: undefined, isLoading: true });
  const [round, setRound] = useState(0);
  const answeredRound = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller lists what `read` depends on.
  useEffect(() => {
    const abort = new AbortController();
    // A reload keeps what is shown until the new answer is here; another subject does not.
    const isReload = round !== answeredRound.current;
    answeredRound.current = round;
    setState((old) => ({ data: isReload ? old.data : undefined, error: undefined, isLoading: true }));
    retryingRead(() => read(abort.signal), abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ data, error: undefined, isLoading: false });
      },
      (problem) => {
        if (abort.signal.aborted || isAborted(problem)) return;
        setState((old) => ({ data: old.data, error: toApiError(problem), isLoading: false }));
      },
    );
    return () => abort.abort();
  }, [...dependencies, round]);

  const reload = useCallback(() => setRound((n) => n + 1), []);
  const setData = useCallback((data: T) => setState({ data, error: undefined, isLoading: false }), []);
  return { ...state, reload, setData };
}
