import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { roomApi } from './roomApi';
import { createRoomStore, type RoomState } from './roomStore';
import { type RoomWatch, watchRoom } from './roomWatch';

/** The room of an event, kept up to date while the page is open. */
export function useRoom(eventId: string): { state: RoomState; watch: RoomWatch } {
  const { store, watch } = useMemo(() => {
    const ownStore = createRoomStore();
    return { store: ownStore, watch: watchRoom(roomApi(eventId), ownStore) };
  }, [eventId]);
  useEffect(() => watch.start(), [watch]);
  return { state: useStore(store), watch };
}
