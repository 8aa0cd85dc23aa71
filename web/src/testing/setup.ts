import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import type { StoreApi } from 'zustand';
import { useToasts } from '../components/toasts';
import { useDiscovery } from '../features/discovery/discoveryStore';
import { useConfig } from '../lib/config';
import { useHolds } from '../lib/holds';
import { usePlaces } from '../lib/places';
import { useSession } from '../lib/session';

// Patience, as the time limit of a whole test is.
configure({ asyncUtilTimeout: 20_000 });

const resetStores = [useToasts, useSession, useDiscovery, useHolds, useConfig, usePlaces].map(
  (store: StoreApi<unknown>) => {
    const initial = store.getInitialState();
    return () => store.setState(initial, true);
  },
);

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  sessionStorage.clear();
  localStorage.clear();
  for (const reset of resetStores) reset();
});
