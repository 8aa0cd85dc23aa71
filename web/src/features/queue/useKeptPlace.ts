import { useCallback, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { toast } from '../../components/toasts';
import { usePlaces } from '../../lib/places';
import { queueApi } from './queueApi';
import type { QueueStore } from './store';
import { useQueuePolling } from './useQueuePolling';

/**
 * Keeps a fan's place while its page or the seats are looked at: asks, enters when it is time, and tells what the header
 * says on other pages.
 */
export function useKeptPlace({
  eventId,
  eventName,
  store,
  onIn,
  onNoRoom,
}: {
  eventId: string;
  eventName: string | undefined;
  store: QueueStore;
  onIn?: () => void;
  onNoRoom: () => void;
}) {
  const queue = useMemo(() => queueApi(eventId), [eventId]);
  const state = useStore(store);
  useEffect(() => usePlaces.getState().attend(eventId), [eventId]);
  useEffect(() => {
    if (state.status !== undefined) usePlaces.getState().note(state.status, eventName);
  }, [state.status, eventName]);
  const goIn = useCallback(() => {
    toast.success("You're in. Choose your seats.");
    onIn?.();
  }, [onIn]);
  const askNow = useQueuePolling({ queue, store, onActive: goIn, onNoRoom });
  return { queue, state, goIn, askNow };
}
