#pragma once

#include "notify/mailer.hpp"

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>

namespace fairgate::smtp {

struct SmtpSettings {
    /// smtp://HOST:PORT, which changes to TLS by STARTTLS, or smtps://HOST:PORT.
    std::string url;
    /// Empty for no login.
    std::string user;
    std::string password;
    /// Sends without TLS where the server has none: for a relay on this machine.
    bool allow_plaintext = false;
    std::chrono::milliseconds connect_limit = std::chrono::seconds{10};
    std::chrono::milliseconds total_limit = std::chrono::seconds{45};
};

/// Hands mail to an SMTP server through libcurl, on threads of its own. Must be stopped before the executors
/// of waiting callers are gone.
class SmtpMailer final : public Mailer {
  public:
    static constexpr std::size_t kThreads = 2;

    explicit SmtpMailer(SmtpSettings settings);
    ~SmtpMailer() override;

    Task<void> send(Mail mail) override;

    /// Breaks off what is being sent, waits for the threads.
    void stop();

  private:
    void deliver(const Mail& mail) const;

    SmtpSettings settings_;
    std::atomic<bool> stopping_ = false;
    asio::thread_pool threads_{kThreads};
};

}  // namespace fairgate::smtp
