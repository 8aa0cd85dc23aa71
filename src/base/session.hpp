#pragma once

#include "base/id.hpp"

#include <optional>

namespace fairgate {

/// One browser, anonymous or logged in: who a request comes from.
struct Session {
    SessionId id;
    std::optional<UserId> user;
};

}  // namespace fairgate
