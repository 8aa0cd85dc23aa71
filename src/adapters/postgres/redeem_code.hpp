#pragma once

#include "adapters/postgres/connection.hpp"
#include "waitingroom/room_store.hpp"

namespace fairgate::postgres {

/// RoomStore::redeem in one transaction.
Task<Redeemed> redeem_code(Connection& connection, EventId event, SessionId holder, CodeUse use,
                           Timestamp now, std::chrono::milliseconds lasting);

}  // namespace fairgate::postgres
