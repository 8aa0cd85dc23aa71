#pragma once

#include "base/suspend.hpp"

#include <condition_variable>
#include <deque>
#include <expected>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace fairgate {

/// OWASP's advice for Argon2id: 19 MiB, two passes.
struct PasswordCost {
    std::uint64_t passes = 2;
    std::size_t memory_bytes = std::size_t{19} << 20;
};

enum class HasherError {
    /// The queue is full: come back in a moment.
    busy,
};

/// Argon2id on one thread of its own behind a short queue, so that a storm of logins slows logins alone.
///
/// Thread-safe. Destroy before the executors of waiting callers.
class PasswordHasher {
  public:
    /// At about 20 ms each, the last in line waits a second or so.
    static constexpr std::size_t kQueueMax = 64;

    explicit PasswordHasher(PasswordCost cost, std::size_t queue_max = kQueueMax);
    ~PasswordHasher();

    /// A text that holds salt and cost beside the hash.
    Task<std::expected<std::string, HasherError>> hash(std::string password);

    /// Whether `password` made `hash`. Without a hash the answer is no, after the same work as with one, so
    /// that its time does not tell whether there is an account.
    Task<std::expected<bool, HasherError>> verify(std::optional<std::string> hash, std::string password);

  private:
    using Job = std::move_only_function<void()>;

    /// False when the queue is full.
    bool enqueue(Job& job);
    void serve();
    std::string make_hash(const std::string& password) const;

    const PasswordCost cost_;
    const std::size_t queue_max_;
    /// A hash to work on when there is no account; made by the thread before its first job.
    std::string stand_in_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace fairgate
