#pragma once

#include "faults/browser.hpp"
#include "faults/hall.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <future>

namespace fairgate::faults {

inline constexpr const char* kGoodCard = "4242424242424242";
inline constexpr const char* kSlowCard = "4000000000000259";

/// One visitor whose calls block, for tests in which one thing happens after the other. Calls throw when
/// there is no answer.
class Visitor {
  public:
    explicit Visitor(const Server& server) : browser_(server) {}
    explicit Visitor(Doors doors) : browser_(std::move(doors)) {}

    Answer get(std::string path) { return wait_for(browser_.get(std::move(path))); }
    Answer post(std::string path, json::value body) {
        return wait_for(browser_.post(std::move(path), std::move(body)));
    }
    Answer reserve(EventId event, json::array seats) {
        return post("/api/seats/reserve", {{"eventId", event.text()}, {"seatIds", std::move(seats)}});
    }
    Answer release(EventId event) { return post("/api/seats/release", {{"eventId", event.text()}}); }
    Answer pay(EventId event, std::string key, std::string card = kGoodCard) {
        return post("/api/checkout", {{"eventId", event.text()},
                                      {"idempotencyKey", std::move(key)},
                                      {"email", "ann@example.org"},
                                      {"paymentMethod",
                                       {{"type", "card"},
                                        {"number", std::move(card)},
                                        {"expMonth", 12},
                                        {"expYear", 2035},
                                        {"cvc", "123"}}}});
    }

    /// Sends the payment from a thread of its own; the answer is in the future. Nothing else may be asked
    /// meanwhile.
    std::future<Answer> pay_meanwhile(EventId event, std::string key, std::string card) {
        return std::async(std::launch::async, [=, this] { return pay(event, key, card); });
    }

  private:
    Answer wait_for(Task<std::optional<Answer>> call) {
        auto answer = asio::co_spawn(loop_, std::move(call), asio::use_future);
        loop_.restart();
        loop_.run();
        return answer.get().value();
    }

    asio::io_context loop_{1};
    Browser browser_;
};

}  // namespace fairgate::faults
