import { api, type Schemas, unwrap } from '../../lib/api/client';

export type RoomOverview = Schemas['RoomOverview'];
export type RoomChange = Schemas['AdjustRoomRequest'];

/** What an operator asks of one event's waiting room. */
export type RoomApi = {
  read: (signal: AbortSignal) => Promise<RoomOverview>;
  adjust: (change: RoomChange) => Promise<RoomOverview>;
  /** What the beacon of the draw has said, in hexadecimal. */
  setBeacon: (value: string) => Promise<RoomOverview>;
};

export function roomApi(eventId: string): RoomApi {
  const params = { path: { eventId } };
  return {
    read: (signal) => unwrap(api.GET('/api/admin/queue/{eventId}', { params, signal })),
    adjust: (change) => unwrap(api.POST('/api/admin/queue/{eventId}', { params, body: change })),
    setBeacon: (value) => unwrap(api.POST('/api/admin/queue/{eventId}/beacon', { params, body: { value } })),
  };
}
