/** A list that outlives a reload and is the same in all tabs, as the session is. */
export type StoredList<T> = {
  read: () => T[];
  write: (items: T[]) => void;
  /** Tells what another tab has written, and what stands there when a page comes back that heard of nothing. */
  onChange: (listener: (items: T[]) => void) => void;
};

export function storedList<T>(key: string, isItem: (value: unknown) => value is T): StoredList<T> {
  const read = (): T[] => {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
      return Array.isArray(stored) ? stored.filter(isItem) : [];
    } catch {
      return [];
    }
  };
  return {
    read,
    write(items) {
      try {
        localStorage.setItem(key, JSON.stringify(items));
      } catch {
        // Full or forbidden: this page still knows.
      }
    },
    onChange(listener) {
      globalThis.addEventListener?.('storage', (event) => {
        if (event.key === key) listener(read());
      });
      globalThis.addEventListener?.('pageshow', (event) => {
        if (event.persisted) listener(read());
      });
    },
  };
}
