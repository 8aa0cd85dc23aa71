#pragma once

#include "base/assert.hpp"
#include "waitingroom/room_store.hpp"

#include <algorithm>

namespace fairgate::sql {

template <class Row>
std::uint32_t count_in(const Row& row, int column) {
    return static_cast<std::uint32_t>(row.integer(column));
}

/// The room of a row of `event_id, seed, drawn_at, first_later, admitted, left_early, paused, shoppers_max,
/// rate_per_minute, version, next_entry, allowance, allowance_at, accounts_only, beacon_settled,
/// beacon_value`.
template <class Row>
RoomRecord read_room(const Row& row) {
    RoomRecord room;
    room.event = row.template id<EventId>(0);
    const Bytes seed = row.blob(1);
    FAIRGATE_ASSERT(seed.size() == room.seed.size());
    std::ranges::copy(seed, room.seed.begin());
    if (!row.is_null(2)) room.drawn_at = row.time(2);
    room.first_later = count_in(row, 3);
    room.admitted = count_in(row, 4);
    room.left_early = count_in(row, 5);
    room.limits = {row.boolean(6), count_in(row, 7), count_in(row, 8), row.boolean(13)};
    room.beacon_settled = row.boolean(14);
    if (!row.is_null(15)) room.beacon_value = row.blob(15);
    room.version = static_cast<RoomVersion>(row.integer(9));
    room.joined = count_in(row, 10);
    room.allowance = {row.integer(11), row.time(12)};
    return room;
}

/// The entry of a row of `entry, session_id, state, until, version`.
template <class Row>
EntryRecord read_entry(const Row& row) {
    const std::int64_t state = row.integer(2);
    FAIRGATE_ASSERT(state >= 0 && state <= static_cast<std::int64_t>(EntryState::withdrawn));
    return {count_in(row, 0), row.template id<SessionId>(1), static_cast<EntryState>(state), row.time(3),
            static_cast<RoomVersion>(row.integer(4))};
}

}  // namespace fairgate::sql
