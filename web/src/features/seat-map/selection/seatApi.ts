import { api, unwrap } from '../../../lib/api/client';
import type { SeatApi } from './store';

export const seatApi: SeatApi = {
  reserve: (eventId, seatIds) => unwrap(api.POST('/api/seats/reserve', { body: { eventId, seatIds } })),
  best: (request) => unwrap(api.POST('/api/seats/best-available', { body: request })),
  release: (eventId, seatIds) =>
    unwrap(
      api.POST('/api/seats/release', { body: seatIds === undefined ? { eventId } : { eventId, seatIds } }),
    ),
  current: (eventId) => unwrap(api.GET('/api/reservations/current', { params: { query: { eventId } } })),
};
