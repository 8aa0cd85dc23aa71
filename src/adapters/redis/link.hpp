#pragma once

#include "adapters/redis/connection.hpp"
#include "base/backoff.hpp"
#include "base/clock.hpp"
#include "base/suspend.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <deque>
#include <mutex>

namespace fairgate::redis {

struct LinkOptions {
    std::string user;
    std::string password;
    int database = 0;
    /// How long a command may take.
    std::chrono::milliseconds command_max = std::chrono::milliseconds{250};
    /// How long the server may say nothing at all while an answer is due: then the connection is given up.
    std::chrono::milliseconds silence_max = std::chrono::seconds{1};
    /// Commands that may wait for their answers on one connection; more fail at once.
    std::size_t outstanding_max = 0;
    /// After how much quiet it is asked whether the server is still there.
    std::chrono::milliseconds quiet_max = std::chrono::seconds{1};
    /// Pauses between attempts to connect.
    Backoff retry{std::chrono::milliseconds{100}, std::chrono::seconds{2}};
};

/// What is sent to one server: a command, or several that must stand side by side. The answer is the last
/// one's.
struct Call {
    std::vector<Words> commands;
};

/// Figures of all links of a client. Thread-safe.
struct LinkFigures {
    std::atomic<std::uint64_t> commands = 0;
    std::atomic<std::uint64_t> failures = 0;
    /// How often something was sent, however many commands that was.
    std::atomic<std::uint64_t> writes = 0;
};

/// Keeps one connection to one server, on a strand of one loop. While there is none, whoever asks fails at
/// once, but for the moments of the very first attempt; a lost connection comes back by itself.
///
/// Thread-safe. `close` it before its executor ends.
class Link : public std::enable_shared_from_this<Link> {
  public:
    Link(asio::any_io_executor strand, Endpoint endpoint, const LinkOptions& options, LinkFigures& figures,
         Clock& clock, Random& random);

    /// Wakes `resume` with the answer, or with Unreachable.
    void ask(Call call, Resume<Reply> resume);

    /// To be called every few milliseconds: connects where that is due, ends what has waited too long.
    void tick();
    Task<void> close();

    bool is_up() const { return up_; }
    /// Why it is not; empty when that is not known.
    std::string trouble() const;
    /// Whom it is connected to, with the number of a host instead of its name; empty while it is not up.
    std::optional<Endpoint> peer() const;
    const asio::any_io_executor& executor() const { return strand_; }

  private:
    struct Sent {
        Resume<Reply> resume;
        Timestamp sent_at;
        bool given_up = false;
    };
    using SentPtr = std::shared_ptr<Sent>;

    void send(Call call, Resume<Reply> resume);
    void answered(const SentPtr& sent, std::optional<Reply> reply);
    void look_at_the_time();
    void ping();
    bool is_silent(Timestamp now) const;
    void connect();
    void resolve();
    void open(const Endpoint& endpoint);
    void greet();
    void greeted(const std::string& refusal);
    void lost(const std::string& why);

    const asio::any_io_executor strand_;
    const Endpoint endpoint_;
    const LinkOptions& options_;
    LinkFigures& figures_;
    Clock& clock_;
    Random& random_;
    std::atomic<bool> up_ = false;

    // On the strand alone.
    std::shared_ptr<Connection> connection_;
    asio::ip::tcp::resolver resolver_;
    bool closed_ = false;
    bool resolving_ = false;
    std::uint32_t failures_ = 0;
    Timestamp next_attempt_at_{};
    Timestamp opened_at_{};
    Timestamp heard_at_{};
    Endpoint opened_;
    /// When the last question without a caller was sent; empty when it was answered.
    std::optional<Timestamp> pinged_at_;
    /// In the order in which the answers come.
    std::deque<SentPtr> outstanding_;

    mutable std::mutex mutex_;
    std::string trouble_;
    std::optional<Endpoint> peer_;
};

using LinkPtr = std::shared_ptr<Link>;

}  // namespace fairgate::redis
