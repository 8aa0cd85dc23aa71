#pragma once

#include "base/suspend.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fairgate::stripe {

/// One call over HTTP.
struct HttpCall {
    std::string url;
    /// Sent by POST; GET without.
    std::optional<std::string> form;
    /// "Name: value"; may be secret.
    std::vector<std::string> headers;
};

struct HttpReply {
    long status = 0;
    std::string body;
    /// Of the header `Idempotent-Replayed`.
    bool is_replayed = false;
};

struct TransferLimits {
    /// Connections open at once; calls beyond wait, and their time runs.
    long connections_max = 16;
    /// Calls running or waiting; more are refused at once.
    std::size_t calls_max = 256;
    std::size_t reply_bytes_max = 1 << 20;
    std::chrono::milliseconds connect_limit = std::chrono::seconds{5};
    std::chrono::milliseconds total_limit = std::chrono::seconds{20};
};

/// Makes HTTP calls through libcurl on one thread of its own. TLS certificates are verified; redirects are
/// not followed, so that a secret in a header goes nowhere else. When a connection that was kept open turns
/// out to be closed, libcurl makes the call again on a new one: every call has to bear being repeated.
///
/// Thread-safe. Must be stopped before the executors of waiting callers are gone.
class Transfers {
  public:
    explicit Transfers(TransferLimits limits);
    ~Transfers();
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;

    /// Any status is a reply. Throws when there is none: then nobody knows whether the call had its effect.
    /// Cancelling the caller ends the waiting alone.
    Task<HttpReply> perform(HttpCall call);

    /// Breaks off what is running and ends the thread.
    void stop();

  private:
    struct Transfer;
    struct Multi;

    void run();
    void begin_waiting();
    void finish_done();
    bool is_stopping() const;

    const TransferLimits limits_;
    std::unique_ptr<Multi> multi_;
    mutable std::mutex mutex_;
    bool stopping_ = false;
    std::size_t calls_ = 0;
    std::vector<std::unique_ptr<Transfer>> waiting_;
    /// Used by the thread alone.
    std::vector<std::unique_ptr<Transfer>> running_;
    std::thread thread_;
};

}  // namespace fairgate::stripe
