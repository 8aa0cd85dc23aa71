import type { Schemas } from '../lib/api/client';

/** Events, holds and orders that are valid; a test says only what it is about. */
export function eventSummary(part: Partial<Schemas['EventSummary']> = {}): Schemas['EventSummary'] {
  return {
    id: '0000000000001',
    name: 'Aurora Lights Tour',
    category: 'concert',
    venueName: 'Meridian Arena',
    city: 'London',
    country: 'GB',
    timeZone: 'Europe/London',
    eventDate: '2027-03-12T19:30:00Z',
    onSaleDate: '2026-11-01T10:00:00Z',
    status: 'on_sale',
    highDemand: false,
    currency: 'USD',
    minPrice: 4200,
    maxPrice: 13125,
    available: 800,
    capacity: 1000,
    ...part,
  };
}

export function eventList(
  events: Schemas['EventSummary'][],
  part: Partial<Schemas['EventList']> = {},
): Schemas['EventList'] {
  return {
    events,
    total: events.length,
    cities: [{ value: 'London', count: events.length }],
    categories: [{ value: 'concert', count: events.length }],
    serverNow: new Date().toISOString(),
    ...part,
  };
}

export function event(part: Partial<Schemas['Event']> = {}): Schemas['Event'] {
  return {
    id: '0000000000001',
    name: 'Aurora Lights Tour',
    description: '',
    category: 'concert',
    venueId: '0000000000002',
    venue: {
      id: '0000000000002',
      name: 'Meridian Arena',
      city: 'London',
      country: 'GB',
      timeZone: 'Europe/London',
      capacity: 1000,
      sectionConfig: [],
    },
    eventDate: '2027-03-12T19:30:00Z',
    onSaleDate: '2026-11-01T10:00:00Z',
    status: 'on_sale',
    highDemand: false,
    currency: 'USD',
    planHash: 'abc',
    prices: [{ category: 'Floor', color: '#e4572e', price: 12500, fee: 625, total: 13125 }],
    maxSeatsPerReservation: 6,
    purchaseLimit: 6,
    availability: { available: 800, held: 0, sold: 200 },
    serverNow: new Date().toISOString(),
    ...part,
  };
}

export function seat(seatNumber: string): Schemas['Seat'] {
  return {
    id: seatNumber,
    eventId: '0000000000001',
    section: 'Section A',
    row: '12',
    seatNumber,
    category: 'Floor',
    price: 12500,
    status: 'held',
  };
}

export function reservation(part: Partial<Schemas['Reservation']> = {}): Schemas['Reservation'] {
  return {
    id: '0000000000003',
    sessionId: '0000000000004',
    eventId: '0000000000001',
    seatIds: ['5', '6'],
    seats: [seat('5'), seat('6')],
    subtotal: 25000,
    fees: 1250,
    totalAmount: 26250,
    currency: 'USD',
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
    status: 'active',
    ...part,
  };
}

export function order(part: Partial<Schemas['Order']> = {}): Schemas['Order'] {
  return {
    id: '0000000000005',
    eventId: '0000000000001',
    event: eventSummary(),
    status: 'paid',
    seats: ['5', '6'].map((seatNumber) => ({
      seatId: seatNumber,
      section: 'Section A',
      row: '12',
      seatNumber,
      category: 'Floor',
      price: 12500,
    })),
    subtotal: 25000,
    fees: 1250,
    totalAmount: 26250,
    currency: 'USD',
    cardLastFour: '4242',
    email: 'ann@example.com',
    createdAt: '2026-11-23T20:00:00Z',
    ...part,
  };
}

export function ticket(part: Partial<Schemas['Ticket']> = {}): Schemas['Ticket'] {
  return {
    id: '0000000000006',
    orderId: '0000000000005',
    eventId: '0000000000001',
    section: 'Section A',
    row: '12',
    seatNumber: '5',
    category: 'Floor',
    status: 'valid',
    code: 'FG1',
    qrUrl: '/api/tickets/0000000000006/qr.svg',
    ...part,
  };
}

export function user(part: Partial<Schemas['User']> = {}): Schemas['User'] {
  return { id: '0000000000007', email: 'ann@example.com', name: 'Ann', role: 'user', ...part };
}

export function config(part: Partial<Schemas['Config']> = {}): Schemas['Config'] {
  return {
    testPayments: true,
    feeBasisPoints: 500,
    maxSeatsPerReservation: 6,
    holdSeconds: 600,
    seatMapGuarded: false,
    ticketPublicKey: '',
    ...part,
  };
}
