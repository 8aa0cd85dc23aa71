#include "adapters/sqlite/sqlite_order_store.hpp"
#include "adapters/sqlite/sqlite_seat_store.hpp"
#include "base/clock.hpp"
#include "tool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <vector>

namespace fairgate::bench {
namespace {

struct Options {
    std::string data;
    std::string scenario = "reserve";
    std::vector<std::string> events;
    std::uint32_t seats = 0;
    double seconds = 10;
};

/// A shop without batches: every step of every buyer is a transaction of its own, one after the other, by the
/// very statements that the server runs.
class Shop {
  public:
    explicit Shop(const Options& options) : file_(options.data), seats_(file_), orders_(file_) {}

    Task<void> reserve(EventId event, SeatIndex seat) { static_cast<void>(co_await hold(event, seat)); }

    Task<void> purchase(EventId event, SeatIndex seat) {
        const Hold held = co_await hold(event, seat);
        const auto now = clock_.now();
        const auto begun = co_await orders_.begin(new_order(held, now), now);
        if (begun.outcome != BeginOutcome::started) throw std::runtime_error("an order did not begin");
        const auto completed = co_await orders_.complete(sale(begun.order, now), now);
        if (completed.outcome != CompleteOutcome::paid) throw std::runtime_error("a sale did not complete");
        co_await orders_.mark_settled(begun.order.id, now);
    }

  private:
    Task<Hold> hold(EventId event, SeatIndex seat) {
        const auto now = clock_.now();
        const HoldRequest request{.new_id = HoldId::make(now, random_),
                                  .session = {SessionId::make(now, random_), std::nullopt},
                                  .seats = {seat, seat + 1},
                                  .expires_at = now + std::chrono::minutes{10}};
        const auto results = co_await seats_.commit_holds(event, {request}, now);
        if (results.front().outcome != HoldOutcome::held) throw std::runtime_error("a seat was taken");
        co_return results.front().hold;
    }

    NewOrder new_order(const Hold& held, Timestamp now) {
        NewOrder order{.id = OrderId::make(now, random_),
                       .session = {held.session, std::nullopt},
                       .hold = held,
                       .email = "ann@example.org",
                       .currency = "EUR",
                       .payment_deadline = now + std::chrono::seconds{10},
                       .hold_until = now + std::chrono::minutes{11},
                       .idempotency_key = "one by one " + held.id.text(),
                       .fingerprint = Bytes(32)};
        for (const SeatIndex seat : held.seats) {
            order.items.push_back({seat, kPrice, kFee});
            order.subtotal.value += kPrice.value;
            order.fees.value += kFee.value;
        }
        return order;
    }

    Sale sale(const OrderRecord& order, Timestamp now) {
        // As long as the answer and the message of a real order.
        return {.order = order.id,
                .event = order.event,
                .seats = order.seats(),
                .attempt = order.attempt,
                .payment_id = "payment-" + order.payment_key(),
                .card_last_four = "4242",
                .response = std::string(1200, 'r'),
                .message = std::string(200, 'm'),
                .first_ticket = TicketId::make(now, random_)};
    }

    static constexpr MinorUnits kPrice{6'400};
    static constexpr MinorUnits kFee{320};

    SystemClock clock_;
    SystemRandom random_;
    sqlite::StoreFile file_;
    sqlite::SqliteSeatStore seats_;
    sqlite::SqliteOrderStore orders_;
};

std::vector<EventId> events_of(const Options& options) {
    std::vector<EventId> events;
    for (const auto& text : options.events) {
        const auto event = EventId::parse(text);
        if (!event) throw std::runtime_error("--event is no id: " + text);
        events.push_back(*event);
    }
    return events;
}

Task<void> work(Shop& shop, const Options& options, std::uint64_t& done) {
    const auto ends_at = std::chrono::steady_clock::now() + std::chrono::duration<double>(options.seconds);
    for (const EventId event : events_of(options)) {
        for (SeatIndex seat = 0; seat + 1 < options.seats; seat += 2) {
            if (std::chrono::steady_clock::now() >= ends_at) co_return;
            if (options.scenario == "purchase") {
                co_await shop.purchase(event, seat);
            } else {
                co_await shop.reserve(event, seat);
            }
            ++done;
        }
    }
    throw std::runtime_error("all seats were sold before the time was over");
}

void run(const Options& options) {
    Shop shop(options);
    asio::io_context loop;
    std::uint64_t done = 0;
    std::exception_ptr failure;
    const auto began = std::chrono::steady_clock::now();
    asio::co_spawn(loop, work(shop, options, done),
                   [&failure](std::exception_ptr error) { failure = error; });
    loop.run();
    if (failure) std::rethrow_exception(failure);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{}\n", boost::json::serialize(
                           boost::json::value{{"name", options.scenario},
                                              {"seconds", took.count()},
                                              {"calls", done},
                                              {"perSecond", static_cast<double>(done) / took.count()}}));
}

}  // namespace
}  // namespace fairgate::bench

int main(int argc, char** argv) {
    CLI::App app("Does what the server does for a reservation or a purchase, one transaction at a time.");
    fairgate::bench::Options options;
    app.add_option("--data", options.data, "Data folder; no server may be using it")->required();
    app.add_option("--scenario", options.scenario, "reserve, or purchase: reserve and pay")
        ->check(CLI::IsMember({"reserve", "purchase"}))
        ->capture_default_str();
    app.add_option("--event", options.events, "Id of an event with all seats available; used up one by one")
        ->required();
    app.add_option("--seats", options.seats, "Seats of each of these events")->required();
    app.add_option("--seconds", options.seconds)->capture_default_str();
    return fairgate::bench::run_tool(app, argc, argv, [&] {
        fairgate::bench::run(options);
        return 0;
    });
}
