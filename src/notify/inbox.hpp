#pragma once

#include "base/clock.hpp"
#include "notify/inbox_store.hpp"
#include "notify/message.hpp"

namespace fairgate {

/// `handler` behind the inbox of `consumer`: a message that it has handled is not given to it again. What
/// happens outside the store, such as a mail, can happen twice only when the process dies between doing it
/// and writing it down, or the store is away for as long as kLease.
///
/// Lives as long as the server.
class Inbox {
  public:
    /// Longer than a handler may take.
    static constexpr std::chrono::minutes kLease{2};
    /// No bus repeats a message after that long.
    static constexpr std::chrono::hours kMemory{24 * 30};
    static constexpr std::uint32_t kForgottenPerCallMax = 10'000;
    /// How persistently an effect is written down while the store is away: nearly as long as kLease.
    static constexpr std::uint32_t kFinishAttemptsMax = 100;
    static constexpr std::chrono::seconds kFinishPause{1};

    Inbox(InboxStore& store, Clock& clock) : store_(store), clock_(clock) {}

    MessageHandler once(std::string consumer, MessageHandler handler);

    /// Forgets what is older than kMemory, kForgottenPerCallMax at most; returns how much.
    Task<std::uint32_t> forget();

  private:
    Task<void> handle(std::string consumer, const MessageHandler& handler, Message message);
    Task<void> finish(std::string consumer, std::string message);
    Task<bool> try_finish(std::string consumer, std::string message);

    InboxStore& store_;
    Clock& clock_;
};

}  // namespace fairgate
