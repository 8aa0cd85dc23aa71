import { toast } from '../../components/toasts';
import { formatMoney, formatMoneyShort } from '../../lib/money';
import { type ExpandedPlan, expandPlan } from './canvas/expand';
import { at } from './canvas/geometry';
import { buildGrid, type Grid } from './canvas/grid';
import { type PriceLabel, priceLabelsOf } from './canvas/paintSections';
import { createLiveModel, type LiveModel } from './live/model';
import { available, held } from './live/statuses';
import { seatApi } from './selection/seatApi';
import { seatName } from './selection/seatNames';
import { createSeatSelectionStore, type SeatApi, type SeatSelectionStore } from './selection/store';
import type { CategoryPrice, Event, SeatingPlan } from './types';

export type PricedCategory = {
  index: number;
  name: string;
  color: string;
  /** Undefined when the event does not sell this category. */
  price: CategoryPrice | undefined;
};

/** Everything that map, list and tray share for one event: made once, changed through its model and its store. */
export type Picker = {
  event: Event;
  plan: ExpandedPlan;
  grid: Grid;
  model: LiveModel;
  store: SeatSelectionStore;
  categories: PricedCategory[];
  /** All-in price by category. */
  totals: (number | undefined)[];
  /** `totals` without the categories of wheelchair places alone. */
  totalsForEveryone: (number | undefined)[];
  seatsMax: number;
};

export const seatsMaxDefault = 6;

export function createPicker(event: Event, seatingPlan: SeatingPlan, api: SeatApi = seatApi): Picker {
  const plan = expandPlan(seatingPlan);
  const model = createLiveModel(plan, event);
  const seatsMax = event.maxSeatsPerReservation || seatsMaxDefault;
  const categories = plan.categories.map(({ name, color }, index) => {
    const price = event.prices.find(({ category }) => category === name);
    return { index, name, color: price?.color || color, price };
  });
  const store = createSeatSelectionStore({
    eventId: event.id,
    seatsMax,
    api,
    notify: toast,
    nameOf: (seatId) => seatName(plan, Number(seatId)),
    onTaken: (seatIds) => model.markTaken(seatIds.map(Number)),
  });
  const totals = categories.map(({ price }) => price?.total);
  const isForEveryone = categoriesForEveryone(plan);
  return {
    event,
    plan,
    grid: buildGrid(plan),
    model,
    store,
    categories,
    totals,
    totalsForEveryone: totals.map((total, index) => (isForEveryone[index] === 1 ? total : undefined)),
    seatsMax,
  };
}

/** 1 for each category that has a seat without a wheelchair on it. */
function categoriesForEveryone(plan: ExpandedPlan): Uint8Array {
  const found = new Uint8Array(plan.categories.length);
  for (let seat = 0; seat < plan.seatCount; seat++) {
    if (plan.accessible[seat] === 0) found[at(plan.category, seat)] = 1;
  }
  return found;
}

export function categoryOf(picker: Picker, seat: number): PricedCategory | undefined {
  return picker.categories[at(picker.plan.category, seat)];
}

export function priceText(picker: Picker, seat: number): string {
  const total = categoryOf(picker, seat)?.price?.total;
  return total === undefined ? 'not for sale' : formatMoney(total, picker.event.currency);
}

/** Free and with a price: the only seats that may be chosen. */
export function isForSale(picker: Picker, seat: number): boolean {
  return picker.model.statuses[seat] === available && categoryOf(picker, seat)?.price !== undefined;
}

/** "available", "held by somebody else", "sold" or "selected". */
export function seatState(picker: Picker, seat: number): string {
  const { selectedSeats, reservation } = picker.store.getState();
  const id = String(seat);
  if (reservation?.seatIds.includes(id)) return 'held for you';
  if (selectedSeats.includes(id)) return 'selected';
  if (categoryOf(picker, seat)?.price === undefined) return 'not for sale';
  const status = picker.model.statuses[seat];
  if (status === available) return 'available';
  return status === held ? 'held by somebody else' : 'sold';
}

/** "Section 214, row F, seat 12, $65.00, wheelchair place, available": a seat in full, for reading aloud. */
export function speakSeat(picker: Picker, seat: number): string {
  const parts = [
    seatName(picker.plan, seat),
    priceText(picker, seat),
    picker.plan.accessible[seat] === 1 && 'wheelchair place',
    seatState(picker, seat),
  ];
  return parts.filter(Boolean).join(', ');
}

export function sectionPriceLabels(picker: Picker): (PriceLabel | undefined)[] {
  if (!picker.model.summary().isKnown) return picker.plan.sections.map(() => undefined);
  return priceLabelsOf(picker.plan, picker.model.tally, picker.totals, picker.totalsForEveryone, {
    from(total) {
      const short = formatMoneyShort(total, picker.event.currency);
      return { short, long: `from ${short}` };
    },
    soldOut: { short: 'sold out', long: 'sold out' },
  });
}
