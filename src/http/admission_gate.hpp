#pragma once

#include "catalog/sale_access.hpp"
#include "http/message.hpp"

#include <functional>

namespace fairgate::http {

/// What selling knows of waiting rooms.
struct AdmissionGate {
    /// By which right the session may choose seats of the event; empty when it may not.
    std::function<Task<std::optional<SaleAccess>>(EventId, Session)> admits;
    /// The session has bought what it came for.
    std::function<Task<void>(EventId, Session)> purchased;
};

inline HttpFailure not_admitted() {
    return HttpFailure(403, "not_admitted",
                       "This event opens through its waiting room. Please wait for your turn.");
}

}  // namespace fairgate::http
