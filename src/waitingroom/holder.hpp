#pragma once

#include "base/id.hpp"

namespace fairgate {

/// Set in the id of an account that holds an entry. Ids are below it, so that no session has such a one.
constexpr std::uint64_t kAccountHolder = 1ULL << 63;

/// Holds the entry of an account in a room that asks for accounts: the same in all of its sessions.
constexpr SessionId account_holder(UserId user) {
    return SessionId{user.value | kAccountHolder};
}

constexpr bool is_account(SessionId holder) {
    return (holder.value & kAccountHolder) != 0;
}

}  // namespace fairgate
