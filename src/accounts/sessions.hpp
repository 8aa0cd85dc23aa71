#pragma once

#include "accounts/account_store.hpp"
#include "accounts/server_keys.hpp"
#include "accounts/session_cache.hpp"
#include "base/clock.hpp"
#include "base/session.hpp"

#include <mutex>
#include <unordered_map>
#include <unordered_set>

namespace fairgate {

struct ResolvedSession {
    Session session;
    /// The cookie to set in the answer; empty when the client's is good.
    std::optional<std::string> new_cookie;
};

/// Who a request comes from, told by the cookie `fairgate_session`.
///
/// An anonymous session lives in its cookie alone, signed: a million visitors cost the store nothing. A
/// logged-in one has a row in the store and a random secret in its cookie. From its log-in on the anonymous
/// form of a session's id is refused, also after its log-out and across restarts, so that nobody who planted
/// it follows the owner in; for that the ids of all logged-in sessions are kept in memory, 8 bytes each,
/// loaded at start. Where other nodes use the store, somebody has to tell which sessions they changed.
///
/// Thread-safe; lives as long as the server. `load` must have returned before the first `resolve`.
class Sessions {
  public:
    static constexpr std::string_view kCookieName = "fairgate_session";
    static constexpr std::chrono::days kLifetime{30};
    /// An anonymous cookie older than this is renewed, so that returning visitors stay who they are.
    static constexpr std::chrono::days kRenewAfter{1};
    static constexpr std::size_t kCacheMax = 100'000;

    enum class StoreUse { alone, shared };

    /// `shared` is looked into before the store is; null where there is none.
    Sessions(AccountStore& store, Clock& clock, Random& random, Key key, StoreUse use = StoreUse::alone,
             SessionCache* shared = nullptr)
        : store_(store), clock_(clock), random_(random), key_(key), use_(use), shared_(shared) {}

    /// May be repeated, when news of other nodes was lost.
    Task<void> load();

    /// Another node has logged this session in or out.
    void changed_elsewhere(SessionId session);
    /// Makes good, after that, that the other node may not have reached the shared cache.
    Task<void> drop_shared(SessionId session);

    /// The cookie's session, or a new anonymous one for a cookie that is missing, forged, expired or closed.
    /// Reads the store only for logged-in sessions that are not in the cache.
    Task<ResolvedSession> resolve(std::string cookie);
    /// The same of an anonymous cookie that is good and need not be renewed, without waiting; empty for any
    /// other.
    std::optional<Session> resolve_at_hand(std::string_view cookie);

    /// Logs `user` in. The session keeps its id, and so its holds, unless another account was using it.
    Task<ResolvedSession> log_in(Session session, UserId user);

    /// Ends the session; what follows is a new anonymous one.
    Task<ResolvedSession> log_out(Session session);

    /// Forgets sessions that have expired.
    Task<std::size_t> sweep();

    ResolvedSession new_anonymous();

  private:
    std::optional<ResolvedSession> resolve_anonymous(std::string_view cookie);
    Task<std::optional<ResolvedSession>> resolve_logged_in(std::string cookie);
    Task<std::optional<SessionRecord>> find(SessionId id);
    std::optional<SessionRecord> cached(SessionId id);
    Task<std::optional<SessionRecord>> read(SessionId id);
    /// Unless some session has changed since `changes` were counted.
    void remember(const SessionRecord& session, std::uint64_t changes);
    std::uint64_t changes();
    /// `session` is another one from now on. Returns the number of changes so far.
    std::uint64_t forget(SessionId session);
    std::string anonymous_cookie(SessionId id, Timestamp issued_at) const;
    SessionId random_id();

    AccountStore& store_;
    Clock& clock_;
    Random& random_;
    const Key key_;
    const StoreUse use_;
    SessionCache* const shared_;
    std::mutex mutex_;
    std::unordered_map<SessionId, SessionRecord> cache_;
    /// What was read before the last of them may be out of date.
    std::uint64_t changes_ = 0;
    /// Ids that have been logged in. Closed ones are kept: the row of a session lasts for kLifetime from its
    /// log-in, so no anonymous cookie of its id outlives it.
    std::unordered_set<SessionId> upgraded_;
};

}  // namespace fairgate
