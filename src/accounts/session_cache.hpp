#pragma once

#include "accounts/account_store.hpp"

namespace fairgate {

/// Where nodes leave logged-in sessions that they have read from the store for each other. It may lose any of
/// them at any time, and answers nothing while it is away. What a node reads before a change it cannot put
/// here after it, so a session that has ended is found for kLifetime at most, and only when whoever ended it
/// could not reach the cache and no node heard of it.
class SessionCache {
  public:
    static constexpr std::chrono::minutes kLifetime{10};
    /// Longer than reading a session from the store may take.
    static constexpr std::chrono::minutes kDropMemory{1};

    virtual ~SessionCache() = default;

    virtual Task<std::optional<SessionRecord>> find(SessionId session) = 0;
    /// A session as it was read from the store; does nothing when it was dropped within kDropMemory.
    virtual Task<void> put(SessionRecord session, Timestamp now) = 0;
    /// Call before a session changes in the store: from then on it is looked for there.
    virtual Task<void> drop(SessionId session) = 0;
};

}  // namespace fairgate
