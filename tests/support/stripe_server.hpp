#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/streambuf.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace fairgate::testing {

/// Stands in for Stripe's API: PaymentIntents with manual capture, as much of them as we use, with Stripe's
/// rules for idempotency keys. Listens on a free port of 127.0.0.1 without TLS.
///
/// Tokens: pm_card_visa pays, pm_card_chargeDeclined, pm_card_chargeDeclinedInsufficientFunds and
/// pm_card_authenticationRequired are declined, others do not exist. Amounts below 50 are refused.
/// Thread-safe.
class StripeServer {
  public:
    static constexpr const char* kSecretKey = "sk_test_stand_in";

    /// What goes wrong with a call.
    enum class Trouble {
        /// The connection is cut before anything is done.
        cut_before,
        /// It is done, and the connection is cut instead of an answer.
        cut_after,
        /// Status 500 without effect, saved under the idempotency key.
        broken,
        /// Status 429.
        rate_limited,
        /// It is done, and the answer comes only after `release`.
        held,
    };

    struct Intent {
        std::string id;
        std::string status = "requires_payment_method";
        std::int64_t amount = 0;
        std::string currency;
        std::string key;
        std::string cancellation_reason;
        std::string error_code;
        std::string decline_code;
        bool has_card = false;
    };

    StripeServer();
    ~StripeServer();
    StripeServer(const StripeServer&) = delete;
    StripeServer& operator=(const StripeServer&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

    /// The next call of `action` (create, confirm, cancel, capture, retrieve, search) runs into it, once.
    /// Cuts on a connection that has been used before are repeated, as libcurl repeats such calls.
    void next(const std::string& action, Trouble trouble);
    /// Lets answers that are held go.
    void release();
    /// As Stripe does after a day.
    void forget_keys();

    std::vector<Intent> intents() const;
    /// Of the attempt with this key; there must be one.
    Intent intent(const std::string& key) const;
    /// How often `action` was called.
    int calls(const std::string& action) const;
    /// Everything that was sent: heads and bodies.
    std::string received() const;
    /// What somebody does at Stripe itself.
    void set_status(const std::string& key, const std::string& status);

  private:
    struct Request {
        std::string verb;
        std::string path;
        std::map<std::string, std::string> headers;
        std::map<std::string, std::string> fields;
        std::string body;
        std::string action;
        std::string id;
        bool is_first_of_connection = true;
    };
    struct Answer {
        int status = 200;
        std::string body;
        bool is_replayed = false;
        /// Whether Stripe keeps it under the idempotency key.
        bool is_saved = true;
    };
    struct Saved {
        std::string call;
        std::optional<Answer> answer;
    };
    using Socket = boost::asio::ip::tcp::socket;

    void accept();
    void serve(Socket& socket);
    static std::optional<Request> read(Socket& socket, boost::asio::streambuf& buffer);
    std::optional<Answer> answer(const Request& request);
    std::optional<Answer> replay(const Request& request, const std::string& key) const;
    Answer act(const Request& request);
    Answer create(const Request& request);
    Answer confirm(const Request& request, Intent& intent);
    Answer search(const Request& request) const;
    Answer keep_and_act(const Request& request, std::optional<Trouble> trouble,
                        std::unique_lock<std::mutex>& lock);
    std::optional<Trouble> take_trouble(const Request& request);

    boost::asio::io_context loop_;
    boost::asio::ip::tcp::acceptor acceptor_;
    unsigned short port_;
    mutable std::mutex mutex_;
    std::condition_variable released_;
    bool stopping_ = false;
    std::uint64_t releases_ = 0;
    std::vector<Intent> intents_;
    std::map<std::string, Saved> saved_;
    std::map<std::string, Trouble> troubles_;
    std::map<std::string, int> calls_;
    std::string received_;
    std::vector<std::shared_ptr<Socket>> sockets_;
    std::vector<std::thread> serving_;
    std::thread accepting_;
};

}  // namespace fairgate::testing
