import { useEffect } from 'react';
import { create } from 'zustand';
import { api, type Schemas, unwrap } from './api/client';
import { retryingRead } from './api/retry';
import { speakDuration } from './duration';

type ConfigState = {
  config: Schemas['Config'] | undefined;
  /** While it is asked for and once it is known. */
  asked: Promise<void> | undefined;
  load: () => Promise<void>;
};

/** What this installation's operator has set, read once, by the first page that tells of it. */
export const useConfig = create<ConfigState>((set, get) => ({
  config: undefined,
  asked: undefined,
  load() {
    const asked =
      get().asked ??
      retryingRead(() => unwrap(api.GET('/api/config'))).then(
        (config) => set({ config }),
        // The next page that wants to know asks again; until then pages do without.
        () => set({ asked: undefined }),
      );
    set({ asked });
    return asked;
  },
}));

/** Whether everybody may look at the seats of an event with a waiting room; undefined until that is known. */
export function mayLookAtSeats({ config }: Pick<ConfigState, 'config'>): boolean | undefined {
  return config && !config.seatMapGuarded;
}

/**
 * How long seats are held, as words: "10 minutes". Until that is known "a short time", which is as wide, so that
 * nothing moves when the answer comes.
 */
export function useHoldTime(): string {
  const holdSeconds = useConfig(({ config }) => config?.holdSeconds);
  useEffect(() => void useConfig.getState().load(), []);
  return holdSeconds === undefined ? 'a short time' : speakDuration(holdSeconds * 1_000);
}
