import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { api, type Schemas, unwrap } from './api/client';
import { retryingRead } from './api/retry';

/**
 * Who is using this browser. `unknown` until the server has said so once; a visitor without an account is a
 * session without a user.
 */
export type SessionState = {
  status: 'unknown' | 'known';
  user: Schemas['User'] | undefined;
  load: () => Promise<void>;
  setMe: (me: Schemas['Me']) => void;
};

export function createSessionStore(): UseBoundStore<StoreApi<SessionState>> {
  return create<SessionState>((set) => ({
    status: 'unknown',
    user: undefined,
    setMe: (me) => set({ status: 'known', user: me.user }),
    async load() {
      try {
        const me = await retryingRead(() => unwrap(api.GET('/api/auth/me')));
        set({ status: 'known', user: me.user });
      } catch {
        // Browsing works without knowing; whatever needs a user asks the server again.
        set({ status: 'known' });
      }
    },
  }));
}

export const useSession = createSessionStore();
