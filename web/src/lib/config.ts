import { useEffect } from 'react';
import { create } from 'zustand';
import { api, type Schemas, unwrap } from './api/client';
import { retryingRead } from './api/retry';
import { speakDuration } from './duration';

type ConfigState = {
  config: Schemas['Config'] | undefined;
  isAsked: boolean;
  load: () => Promise<void>;
};

/** What this installation's operator has set, read once, by the first page that tells of it. */
export const useConfig = create<ConfigState>((set, get) => ({
  config: undefined,
  isAsked: false,
  async load() {
    if (get().isAsked) return;
    set({ isAsked: true });
    try {
      set({ config: await retryingRead(() => unwrap(api.GET('/api/config'))) });
    } catch {
      // The next page that wants to know asks again; until then texts do without.
      set({ isAsked: false });
    }
  },
}));

/**
 * How long seats are held, as words: "10 minutes". Until that is known "a short time", which is as wide, so that
 * nothing moves when the answer comes.
 */
export function useHoldTime(): string {
  const holdSeconds = useConfig(({ config }) => config?.holdSeconds);
  useEffect(() => void useConfig.getState().load(), []);
  return holdSeconds === undefined ? 'a short time' : speakDuration(holdSeconds * 1_000);
}
