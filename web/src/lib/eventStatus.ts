import type { Schemas } from './api/client';

type Summary = Pick<Schemas['EventSummary'], 'status' | 'highDemand' | 'onSaleDate'> &
  Partial<Pick<Schemas['EventSummary'], 'available' | 'capacity'>>;

/** What a shopper can do about an event now. */
export type SaleState =
  | 'upcoming'
  | 'on_sale'
  | 'few_left'
  | 'high_demand'
  | 'sold_out'
  | 'paused'
  | 'cancelled'
  | 'completed';

const fewLeftShare = 0.05;

export function saleState(event: Summary): SaleState {
  if (event.status !== 'on_sale') return event.status;
  const { available, capacity } = event;
  if (available !== undefined && capacity !== undefined && capacity > 0) {
    if (available > 0 && available / capacity <= fewLeftShare) return 'few_left';
  }
  return event.highDemand ? 'high_demand' : 'on_sale';
}

/** Whether fans come to the seats through a waiting room: now, or when the sale opens. */
export function hasWaitingRoom({ status, highDemand }: Pick<Summary, 'status' | 'highDemand'>): boolean {
  return highDemand && status !== 'completed' && status !== 'cancelled';
}

export const saleStateNames: Record<SaleState, string> = {
  upcoming: 'Upcoming',
  on_sale: 'On sale',
  few_left: 'Few left',
  high_demand: 'High demand',
  sold_out: 'Sold out',
  paused: 'Paused',
  cancelled: 'Cancelled',
  completed: 'Completed',
};
