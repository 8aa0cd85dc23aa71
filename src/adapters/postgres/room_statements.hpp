#pragma once

#include "adapters/postgres/connection.hpp"
#include "waitingroom/room_store.hpp"

namespace fairgate::postgres {

/// The first statement of a transaction that changes a room: counts the change, and keeps others that change
/// the room waiting until this one ends. The statements behind it see all that was committed before.
Call next_version(EventId event);

/// Ends the turns and windows whose time is over; answers with their entries.
Call expire(EventId event, Timestamp now);

/// Answers with the room alone.
Call find_room(EventId event);

/// Of an answer with one row. The room exists.
RoomRecord read_room(const Rows& rows);
/// Of rows of `entry, session_id, state, until, version`.
std::vector<EntryRecord> read_entries(const Rows& rows);

}  // namespace fairgate::postgres
