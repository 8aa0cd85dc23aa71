#pragma once

#include "http/message.hpp"

#include <functional>

namespace fairgate::http {

/// What selling knows of waiting rooms.
struct AdmissionGate {
    /// Whether the session may choose seats of the event.
    std::function<Task<bool>(EventId, Session)> admits;
    /// The session has bought what it came for.
    std::function<Task<void>(EventId, Session)> purchased;
};

inline HttpFailure not_admitted() {
    return HttpFailure(403, "not_admitted",
                       "This event opens through its waiting room. Please wait for your turn.");
}

}  // namespace fairgate::http
