#include "waitingroom/queue_errors.hpp"

#include "base/assert.hpp"

namespace fairgate {

QueueError error_of(CodeFault fault) {
    switch (fault) {
        case CodeFault::bad:
            return QueueError::code_bad;
        case CodeFault::other_event:
            return QueueError::code_other_event;
        case CodeFault::not_yet:
            return QueueError::code_not_yet;
        case CodeFault::expired:
            return QueueError::code_expired;
    }
    FAIRGATE_ASSERT(false);
}

std::optional<QueueError> error_of(RedeemOutcome outcome) {
    switch (outcome) {
        case RedeemOutcome::entered:
        case RedeemOutcome::inside:
            return std::nullopt;
        case RedeemOutcome::used_up:
            return QueueError::code_used_up;
        case RedeemOutcome::full:
            return QueueError::presale_full;
        case RedeemOutcome::paused:
            return QueueError::presale_paused;
        case RedeemOutcome::over:
            return QueueError::code_expired;
        case RedeemOutcome::other_holder:
            return QueueError::rules_changed;
    }
    FAIRGATE_ASSERT(false);
}

}  // namespace fairgate
