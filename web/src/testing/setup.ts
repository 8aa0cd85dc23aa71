import { cleanup } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import type { StoreApi } from 'zustand';
import { useToasts } from '../components/toasts';
import { useDiscovery } from '../features/discovery/discoveryStore';
import { useSession } from '../lib/session';

const resetStores = [useToasts, useSession, useDiscovery].map((store: StoreApi<unknown>) => {
  const initial = store.getInitialState();
  return () => store.setState(initial, true);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  sessionStorage.clear();
  localStorage.clear();
  for (const reset of resetStores) reset();
});
