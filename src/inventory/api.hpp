#pragma once

// The inventory's types on the wire. A seat's id is its dense index in the event, written as a decimal.

#include "base/json.hpp"
#include "catalog/api.hpp"

namespace fairgate::api {

BOOST_DEFINE_ENUM_CLASS(SeatStatus, available, held, sold)
BOOST_DEFINE_ENUM_CLASS(ReservationStatus, active, extended)

struct Seat {
    std::string id;
    EventId event_id;
    std::string section;
    std::string row;
    std::string seat_number;
    std::string category;
    MinorUnits price;
    SeatStatus status = SeatStatus::available;
};
BOOST_DESCRIBE_STRUCT(Seat, (), (id, event_id, section, row, seat_number, category, price, status))

struct SeatMap {
    std::vector<Seat> seats;
    Availability availability;
    std::uint64_t version = 0;
    /// The store cannot be asked at the moment: this is what was known last.
    bool stale = false;
};
BOOST_DESCRIBE_STRUCT(SeatMap, (), (seats, availability, version, stale))

/// Every seat's status at two bits: seat i is in byte i/4, bits 2(i%4) and up; 0 available, 1 held, 2 sold.
struct CompactAvailability {
    std::uint64_t version = 0;
    std::uint32_t seat_count = 0;
    Availability availability;
    EventStatus event_status = EventStatus::upcoming;
    /// Base 64 with padding.
    std::string statuses;
    /// The store cannot be asked at the moment: this is what was known last.
    bool stale = false;
};
BOOST_DESCRIBE_STRUCT(CompactAvailability, (),
                      (version, seat_count, availability, event_status, statuses, stale))

/// One message of the stream, kept short because everybody gets every one: `changes` is [seat index, status,
/// seat index, status, ...] with the numbers above, and how many seats are free follows from it. The
/// message's id is the version that it leads to, from the one that is lower by `steps`; whoever holds another
/// one reloads.
struct AvailabilityChange {
    std::uint64_t steps = 0;
    std::vector<std::uint32_t> changes;
};
BOOST_DESCRIBE_STRUCT(AvailabilityChange, (), (steps, changes))

/// A message of the stream of its own: the event opened, closed or was called off.
struct EventStatusChange {
    EventStatus status = EventStatus::upcoming;
};
BOOST_DESCRIBE_STRUCT(EventStatusChange, (), (status))

/// A message of the stream of its own: from here on what is known may be old, or it is up to date again.
struct Freshness {
    bool stale = false;
};
BOOST_DESCRIBE_STRUCT(Freshness, (), (stale))

struct Reservation {
    HoldId id;
    SessionId session_id;
    EventId event_id;
    std::vector<std::string> seat_ids;
    std::vector<Seat> seats;
    MinorUnits subtotal;
    MinorUnits fees;
    MinorUnits total_amount;
    std::string currency;
    Timestamp expires_at;
    ReservationStatus status = ReservationStatus::active;
};
BOOST_DESCRIBE_STRUCT(Reservation, (),
                      (id, session_id, event_id, seat_ids, seats, subtotal, fees, total_amount, currency,
                       expires_at, status))

struct ReserveSeatsRequest {
    EventId event_id;
    std::vector<std::string> seat_ids;
    std::optional<bool> all_or_nothing;
};
BOOST_DESCRIBE_STRUCT(ReserveSeatsRequest, (), (event_id, seat_ids, all_or_nothing))

struct ReserveSeatsResponse {
    Reservation reservation;
    Timestamp server_now;
    std::vector<std::string> unavailable_seats;
};
BOOST_DESCRIBE_STRUCT(ReserveSeatsResponse, (), (reservation, server_now, unavailable_seats))

struct BestAvailableRequest {
    EventId event_id;
    std::uint32_t quantity = 0;
    std::optional<std::string> category;
    /// The highest price of one seat, fees included.
    std::optional<MinorUnits> max_price;
};
BOOST_DESCRIBE_STRUCT(BestAvailableRequest, (), (event_id, quantity, category, max_price))

struct ReleaseSeatsRequest {
    EventId event_id;
    /// All seats of the reservation when absent.
    std::optional<std::vector<std::string>> seat_ids;
};
BOOST_DESCRIBE_STRUCT(ReleaseSeatsRequest, (), (event_id, seat_ids))

/// The reservation of this session as it stands now; absent when there is none.
struct CurrentReservation {
    std::optional<Reservation> reservation;
    Timestamp server_now;
};
BOOST_DESCRIBE_STRUCT(CurrentReservation, (), (reservation, server_now))

}  // namespace fairgate::api
