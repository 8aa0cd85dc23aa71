#include "faults/shopper.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <fmt/format.h>

namespace fairgate::faults {
namespace {

/// How long a purchase may go without a definite answer.
constexpr std::chrono::seconds kPurchaseMax{60};
constexpr std::chrono::milliseconds kRetryPause{25};

constexpr const char* kGood = "4242424242424242";
constexpr const char* kDeclined = "4000000000000002";
constexpr const char* kNoFunds = "4000000000009995";
constexpr const char* kLosesAnswer = "4000000000000341";

const char* card_for(int percent) {
    if (percent < 12) return kDeclined;
    if (percent < 16) return kNoFunds;
    return percent < 22 ? kLosesAnswer : kGood;
}

bool has_ended(const api::Reservation& reservation) {
    return reservation.expires_at <= wall_clock();
}

std::string said(const Answer& answer) {
    return fmt::format("{} {}", answer.status, answer.body.substr(0, 200));
}

}  // namespace

/// One attempt to own the seats of a reservation: all clicks on Pay share its key.
struct Shopper::Purchase {
    api::Reservation reservation;
    std::string key;
    std::string card;
    bool double_click = false;

    json::value request() const {
        return {{"eventId", reservation.event_id.text()},
                {"idempotencyKey", key},
                {"email", "ann@example.org"},
                {"paymentMethod",
                 {{"type", "card"}, {"number", card}, {"expMonth", 12}, {"expYear", 2035}, {"cvc", "123"}}}};
    }
};

Shopper::Shopper(Crowd& crowd, std::uint64_t seed)
    : crowd_(crowd), random_(seed), browser_(crowd.doors, static_cast<std::size_t>(seed % 1'000)) {}

Task<void> Shopper::run() {
    co_await insist_get("/api/auth/me");
    while (!crowd_.closing) {
        co_await visit();
        if (lost_something_ && crowd_.is_on_many_nodes) co_await become_somebody_else();
        co_await think();
    }
}

/// A node that was frozen, or whose connection was slow, may do what was asked of it long after another one
/// has answered: reserve or release seats of this session. That is nothing that anybody was promised.
Task<void> Shopper::become_somebody_else() {
    lost_something_ = false;
    browser_.forget_cookie();
    co_await insist_get("/api/auth/me");
}

void Shopper::lost_answer() {
    ++crowd_.lost_answers;
    lost_something_ = true;
}

Task<void> Shopper::think() {
    co_await pause_for(std::chrono::milliseconds{1 + roll(static_cast<int>(crowd_.think_max.count()))});
}

Task<Answer> Shopper::insist_get(std::string path) {
    for (;;) {
        auto answer = co_await browser_.get(path);
        if (answer && answer->status < 500) co_return std::move(*answer);
        if (!answer) lost_answer();
        co_await pause_for(kRetryPause);
    }
}

Task<void> Shopper::visit() {
    const auto reservation = co_await reserve();
    if (!reservation) co_return;
    const int lives = crowd_.doors.lives();
    co_await think();
    // Any node knows it; the next request goes to another one.
    const bool looks = crowd_.is_on_many_nodes && roll(10) == 0;
    if (looks || lives != crowd_.doors.lives()) co_await check_reservation(*reservation);
    const int choice = roll(100);
    if (choice < 65) {
        co_await buy(*reservation);
    } else if (choice < 92) {
        co_await release(*reservation);
    } else {
        co_await forget(*reservation);
    }
}

json::value Shopper::wish() {
    const bool rush = roll(100) < crowd_.rush_percent;
    const Show& show =
        crowd_.shows[rush ? crowd_.rush : static_cast<std::size_t>(roll(static_cast<int>(crowd_.rush) + 1))];
    const auto count = 1U + static_cast<std::uint32_t>(roll(4));
    const auto first = static_cast<std::uint32_t>(roll(static_cast<int>(show.seats)));
    json::array seats;
    for (std::uint32_t i = 0; i < count; ++i) {
        seats.push_back(json::string(std::to_string((first + i) % show.seats)));
    }
    return {{"eventId", show.id.text()}, {"seatIds", std::move(seats)}};
}

Task<std::optional<api::Reservation>> Shopper::reserve() {
    const json::value wanted = wish();
    const auto event = *EventId::parse(json::value_to<std::string>(wanted.at("eventId")));
    const auto answer = co_await browser_.post("/api/seats/reserve", wanted);
    if (!answer) {
        lost_answer();
        co_return co_await find_reservation(event);
    }
    if (answer->status == 409 || answer->status == 503) co_return std::nullopt;
    if (answer->status != 200) {
        crowd_.promises.broken("reserve: " + said(*answer));
        co_return std::nullopt;
    }
    auto reservation = data_as<api::ReserveSeatsResponse>(*answer).reservation;
    crowd_.promises.reserved(reservation);
    co_return reservation;
}

Task<std::optional<api::Reservation>> Shopper::find_reservation(EventId event) {
    const Answer answer = co_await insist_get("/api/reservations/current?eventId=" + event.text());
    if (answer.status != 200) {
        crowd_.promises.broken("current reservation: " + said(answer));
        co_return std::nullopt;
    }
    auto found = data_as<api::CurrentReservation>(answer).reservation;
    if (found) crowd_.promises.reserved(*found);
    co_return found;
}

Task<void> Shopper::check_reservation(api::Reservation reservation) {
    const auto found = co_await find_reservation(reservation.event_id);
    if (found && found->id == reservation.id && found->seat_ids == reservation.seat_ids) co_return;
    if (!has_ended(reservation)) {
        crowd_.promises.broken("a restart lost reservation " + reservation.id.text());
    }
}

Task<void> Shopper::buy(api::Reservation reservation) {
    const auto purchase = std::make_shared<Purchase>();
    purchase->reservation = std::move(reservation);
    purchase->key = fmt::format("key-{:016x}", random_());
    purchase->card = card_for(roll(100));
    purchase->double_click = roll(100) < 10;
    bool settled = co_await pay(purchase);
    if (!settled && roll(2) == 0) {
        purchase->card = kGood;
        settled = co_await pay(purchase);
    }
    if (!settled) co_await release(purchase->reservation);
}

Task<Answer> Shopper::click_pay(std::shared_ptr<Purchase> purchase) {
    using namespace asio::experimental::awaitable_operators;
    const auto end = std::chrono::steady_clock::now() + kPurchaseMax;
    while (std::chrono::steady_clock::now() < end) {
        std::optional<Answer> answer;
        if (std::exchange(purchase->double_click, false)) {
            auto window = browser_.another_window();
            auto [first, second] = co_await (browser_.post("/api/checkout", purchase->request()) &&
                                             window.post("/api/checkout", purchase->request()));
            if (!second) lost_answer();
            // 503 asks to come again with the same key and is no answer: the first click is still worked on,
            // or what it needs has just died.
            const bool has_answers = first && second && second->status != 503;
            if (has_answers && first->status == 201 && first->body != second->body) {
                crowd_.promises.broken("a double click got two answers: " + said(*second));
            }
            answer = std::move(first);
        } else {
            answer = co_await browser_.post("/api/checkout", purchase->request());
        }
        if (answer && answer->status != 503) co_return std::move(*answer);
        if (!answer) lost_answer();
        co_await pause_for(kRetryPause);
    }
    co_return Answer{};
}

/// False when the card was declined: the reservation stands.
Task<bool> Shopper::pay(std::shared_ptr<Purchase> purchase) {
    const Answer answer = co_await click_pay(purchase);
    if (answer.status == 201) {
        co_await confirm(purchase, answer);
        co_return true;
    }
    if (answer.is(402, "payment_declined")) {
        ++crowd_.declined;
        if (purchase->card == kGood) crowd_.promises.broken("a good card was declined: " + said(answer));
        co_return false;
    }
    const bool too_late = answer.is(410, "reservation_expired") || answer.is(409, "seats_gone");
    if (too_late && has_ended(purchase->reservation)) {
        ++crowd_.expired;
        crowd_.promises.let_go(purchase->reservation.id);
        co_return true;
    }
    crowd_.promises.broken(fmt::format("checkout of hold {} with {}: {}", purchase->reservation.id.text(),
                                       purchase->card, said(answer)));
    co_return true;
}

Task<void> Shopper::confirm(std::shared_ptr<Purchase> purchase, Answer answer) {
    const auto order = data_as<api::Order>(answer);
    if (order.status != api::OrderStatus::paid) crowd_.promises.broken("an order is unpaid: " + said(answer));
    crowd_.promises.paid(order, purchase->reservation.id);
    if (roll(100) >= 25) co_return;
    // A reload, or a tab that was restored: the same bytes, whatever happened to the server in between.
    const Answer again = co_await click_pay(purchase);
    if (again.body != answer.body) {
        crowd_.promises.broken("the same key was answered differently: " + said(again));
    }
    const Answer shown = co_await insist_get("/api/orders/" + order.id.text());
    if (shown.status != 200 || data_as<api::Order>(shown).status != api::OrderStatus::paid) {
        crowd_.promises.broken("a paid order is shown as: " + said(shown));
    }
}

Task<void> Shopper::release(api::Reservation reservation) {
    const bool had_ended = has_ended(reservation);
    crowd_.promises.let_go(reservation.id);
    bool asked_before = false;
    for (;;) {
        const auto answer =
            co_await browser_.post("/api/seats/release", {{"eventId", reservation.event_id.text()}});
        if (answer && answer->status == 200) {
            ++crowd_.released;
            co_return;
        }
        // A click whose answer was lost may only now reach the order, which was declined meanwhile.
        const bool is_paid_again = lost_something_ && answer && answer->is(409, "checkout_in_progress");
        if (answer && answer->status != 503 && !is_paid_again) {
            const bool gone = answer->is(404, "reservation_not_found");
            if (!gone || !(asked_before || had_ended || has_ended(reservation))) {
                crowd_.promises.broken("release: " + said(*answer));
            }
            co_return;
        }
        asked_before = true;
        if (!answer) lost_answer();
        co_await pause_for(kRetryPause);
    }
}

/// Walks away; the seats must come back by themselves.
Task<void> Shopper::forget(api::Reservation reservation) {
    constexpr std::chrono::milliseconds kMargin{50};
    const auto left = reservation.expires_at - wall_clock();
    co_await pause_for(std::max(left, std::chrono::milliseconds{0}) + kMargin);
    crowd_.promises.let_go(reservation.id);
    ++crowd_.expired;
    const auto found = co_await find_reservation(reservation.event_id);
    if (found && found->id == reservation.id) crowd_.promises.broken("a reservation outlives its end");
}

}  // namespace fairgate::faults
