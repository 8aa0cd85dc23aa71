import type { Schemas } from '../../lib/api/client';

export type SeatingPlan = Schemas['SeatingPlan'];
export type PlanArea = Schemas['PlanArea'];
export type PlanRow = Schemas['PlanRow'];
export type Event = Schemas['Event'];
export type EventStatus = Schemas['EventStatus'];
export type CategoryPrice = Schemas['CategoryPrice'];
export type Availability = Schemas['Availability'];
export type CompactAvailability = Schemas['CompactAvailability'];
export type AvailabilityChange = Schemas['AvailabilityChange'];
export type Reservation = Schemas['Reservation'];
export type CurrentReservation = Schemas['CurrentReservation'];
export type ReserveSeatsResponse = Schemas['ReserveSeatsResponse'];
export type BestAvailableRequest = Schemas['BestAvailableRequest'];
