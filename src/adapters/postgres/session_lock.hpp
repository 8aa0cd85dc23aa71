#pragma once

#include "adapters/postgres/connection.hpp"

namespace fairgate::postgres {

/// Waits until no other transaction works on what these sessions hold of the event, and keeps others waiting
/// until this one ends. To be a statement of its own, before those that look at the hold: a statement does
/// not see what was committed while it waited.
Call lock_sessions(EventId event, const std::vector<SessionId>& sessions);
/// The same for sessions of several events, or for accounts: these have ids of the same kind.
Call lock_sessions(const std::vector<std::pair<EventId, SessionId>>& holders);

}  // namespace fairgate::postgres
