#include "rehearsal/fan.hpp"

#include "rehearsal/envelope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fairgate::rehearsal {
namespace {

using std::chrono::microseconds;

/// Of a call that met with trouble.
constexpr unsigned kAttemptsMax = 6;
constexpr microseconds kFirstPause = std::chrono::milliseconds{500};
/// Who fills in a form takes longer than who looks.
constexpr int kFormFactor = 3;

/// How many of a hundred fans come alone, as two, ...
constexpr std::array<unsigned, 6> kPartyPercent = {15, 50, 12, 17, 3, 3};

unsigned draw_party(Dice& dice) {
    auto point = dice.below(100);
    for (unsigned i = 0; i < kPartyPercent.size(); ++i) {
        if (point < kPartyPercent[i]) return i + 1;
        point -= kPartyPercent[i];
    }
    return 2;
}

/// Counts a fan as waiting, also when the fan is told to go home.
class InTheRoom {
  public:
    explicit InTheRoom(Stage& stage) : stage_(stage) {
        ++stage_.waiting;
        ++stage_.progress.waiting;
    }
    ~InTheRoom() {
        --stage_.waiting;
        --stage_.progress.waiting;
    }
    InTheRoom(const InTheRoom&) = delete;
    InTheRoom& operator=(const InTheRoom&) = delete;

  private:
    Stage& stage_;
};

/// Trouble that passes.
bool is_worth_repeating(const Answer& answer) {
    if (answer.loss != Loss::none || answer.status == 429 || answer.status >= 500) return true;
    return answer.status == 409 && code_of(answer.body) == "checkout_in_progress";
}

}  // namespace

Fan::Fan(Stage& stage, std::uint32_t number, unsigned address)
    : stage_(stage), scenario_(stage.scenario), dice_(scenario_.seed, number), address_(address) {
    party_ = std::min(draw_party(dice_), scenario_.seats_max);
    lets_server_choose_ = dice_.percent(scenario_.manners.best_available_percent);
}

Task<Ending> Fan::visit(microseconds planned) {
    planned_ = planned;
    const auto turned_away = co_await come_in();
    if (turned_away) co_return *turned_away;
    for (unsigned i = 0; i < scenario_.manners.tries_max; ++i) {
        const Choice choice = co_await choose();
        if (choice.ending) co_return *choice.ending;
        if (!choice.hold) continue;
        const Ending ending = co_await pay(*choice.hold);
        co_return ending;
    }
    co_return Ending::outpaced;
}

/// Empty when the fan may choose seats.
Task<std::optional<Ending>> Fan::come_in() {
    const Answer page = co_await insist({Call::event, false, "/api/events/" + scenario_.event.text(), {}});
    if (!page.is_success()) co_return Ending::failed;
    if (scenario_.has_room) {
        const InTheRoom counted(stage_);
        const auto ending = co_await wait_for_turn();
        co_return ending;
    }
    if (stage_.timeline.now() < scenario_.opens_at) {
        const bool goes_on = co_await wait_until(scenario_.opens_at);
        if (!goes_on) co_return Ending::run_over;
    }
    co_return std::nullopt;
}

Task<std::optional<Ending>> Fan::wait_for_turn() {
    const auto gives_up_at = stage_.timeline.now() + scenario_.manners.patience;
    const Answer joined = co_await insist({Call::join, true, queue_path("join"), "{}"});
    if (!joined.is_success()) co_return Ending::failed;
    auto status = data_as<api::QueueStatus>(joined.body);
    if (!status) co_return nonsense(Call::join, status.error());
    while (status->status != api::QueueState::active) {
        if (status->phase == api::RoomPhase::closed) co_return Ending::room_closed;
        if (status->status == api::QueueState::not_in_queue) co_return Ending::window_ended;
        if (status->phase == api::RoomPhase::sold_out && dice_.percent(33)) co_return Ending::sold_out;
        if (stage_.timeline.now() > gives_up_at) co_return Ending::lost_patience;
        const auto ending = co_await next_status(*status);
        if (ending) co_return ending;
    }
    co_return std::nullopt;
}

/// Takes the turn when it has come, else asks again when the server said.
Task<std::optional<Ending>> Fan::next_status(api::QueueStatus& status) {
    constexpr std::uint32_t kPauseMinMs = 100;
    constexpr std::uint32_t kPauseMaxMs = 120'000;
    const bool enters = status.can_enter;
    if (!enters) {
        const std::chrono::milliseconds pause{std::clamp(status.poll_after_ms, kPauseMinMs, kPauseMaxMs)};
        const bool goes_on = co_await wait_until(stage_.timeline.now() + pause);
        if (!goes_on) co_return Ending::run_over;
    }
    const Call call = enters ? Call::enter : Call::poll;
    const Answer answer = co_await insist({call, enters, queue_path(enters ? "enter" : "status"), {}});
    if (enters && answer.status == 409) {
        status.can_enter = false;
        co_return std::nullopt;
    }
    if (!answer.is_success()) co_return Ending::failed;
    auto next = data_as<api::QueueStatus>(answer.body);
    if (!next) co_return nonsense(call, next.error());
    status = std::move(*next);
    co_return std::nullopt;
}

Task<Fan::Choice> Fan::choose() {
    if (!lets_server_choose_) {
        const Choice choice = co_await choose_on_map();
        co_return choice;
    }
    const bool goes_on = co_await think(scenario_.manners.think_median);
    if (!goes_on) co_return Choice{{}, Ending::run_over};
    const Choice choice = co_await reserve(
        {Call::best_available, true, "/api/seats/best-available",
         fmt::format(R"({{"eventId":"{}","quantity":{}}})", scenario_.event.text(), party_)});
    co_return choice;
}

Task<Fan::Choice> Fan::choose_on_map() {
    const Answer answer = co_await insist(
        {Call::map, false, fmt::format("/api/events/{}/availability", scenario_.event.text()), {}, true});
    if (!answer.is_success()) co_return Choice{{}, Ending::failed};
    const auto look = stage_.look(answer);
    if (!look) co_return Choice{{}, nonsense(Call::map, look.error())};
    const auto counts = (*look)->view.counts();
    if (counts.available == 0) stage_.figures.nothing_free(stage_.timeline.now());
    if (counts.available == 0 && counts.held == 0) co_return Choice{{}, Ending::sold_out};
    const bool goes_on = co_await think(scenario_.manners.think_median);
    if (!goes_on) co_return Choice{{}, Ending::run_over};
    const auto seats = scenario_.taste.pick((*look)->view, (*look)->free_by_section, party_, dice_);
    // All are held; some may come back while the fan looks again.
    if (seats.empty()) co_return Choice{};
    std::string ids;
    for (const auto seat : seats) ids += fmt::format("{}\"{}\"", ids.empty() ? "" : ",", seat);
    const Choice choice =
        co_await reserve({Call::reserve, true, "/api/seats/reserve",
                          fmt::format(R"({{"eventId":"{}","seatIds":[{}]}})", scenario_.event.text(), ids)});
    co_return choice;
}

Task<Fan::Choice> Fan::reserve(Request request) {
    const Call call = request.call;
    const Answer answer = co_await insist(std::move(request));
    if (!answer.is_success()) co_return refused(answer);
    const Choice choice = hold_of(answer);
    if (!choice.hold) co_return Choice{{}, nonsense(call, "a reservation without seats or end")};
    const auto got = stage_.history.holds[*choice.hold].seats.size();
    // Some were taken meanwhile: friends who cannot sit together mostly look for other places.
    if (got >= party_ || got * 2 > party_ || dice_.percent(40)) co_return choice;
    co_await release(*choice.hold);
    co_return Choice{};
}

Fan::Choice Fan::refused(const Answer& answer) const {
    const std::string code = code_of(answer.body);
    if (answer.status == 409 && code == "event_not_on_sale") return {{}, Ending::sold_out};
    if (answer.status == 409) return {};
    return {{}, answer.status == 403 ? Ending::window_ended : Ending::failed};
}

/// Writes the reservation down; no hold when it is none.
Fan::Choice Fan::hold_of(const Answer& answer) {
    /// Clocks of two machines may run a little differently, and answers take time.
    constexpr std::chrono::milliseconds kMargin{250};
    const auto made = data_as<api::ReserveSeatsResponse>(answer.body);
    if (!made || made->reservation.seat_ids.empty()) return {};
    HoldNote note;
    note.id = made->reservation.id;
    note.total = made->reservation.total_amount;
    for (const auto& id : made->reservation.seat_ids) {
        const auto seat = seat_of(id);
        if (!seat) return {};
        note.seats.push_back(*seat);
    }
    note.from = stage_.timeline.now();
    note.until = note.from + (made->reservation.expires_at - made->server_now) - kMargin;
    stage_.figures.reserved(note.from);
    stage_.history.holds.push_back(std::move(note));
    return {stage_.history.holds.size() - 1, {}};
}

Task<void> Fan::release(std::size_t hold) {
    auto& note = stage_.history.holds[hold];
    note.until = std::min(note.until, stage_.timeline.now());
    co_await insist({Call::release, true, "/api/seats/release",
                     fmt::format(R"({{"eventId":"{}"}})", scenario_.event.text())});
}

/// Half of them say so; the others close the page, and their seats come back when the reservation ends.
Task<Ending> Fan::change_mind(std::size_t hold) {
    if (dice_.percent(50)) co_await release(hold);
    co_return Ending::changed_mind;
}

Task<Ending> Fan::pay(std::size_t hold) {
    constexpr const char* kGoodCard = "4242424242424242";
    constexpr const char* kBadCard = "4000000000000002";
    constexpr const char* kEmptyCard = "4000000000009995";
    const bool goes_on = co_await think(kFormFactor * scenario_.manners.think_median);
    if (!goes_on) co_return Ending::run_over;
    if (!scenario_.pays || dice_.percent(scenario_.manners.abandon_percent)) {
        const Ending ending = co_await change_mind(hold);
        co_return ending;
    }
    // One key for all attempts to pay these seats, however often they are repeated.
    const auto key = fmt::format("rehearsal-{:016x}{:016x}", scenario_.run_id, dice_.next());
    const bool is_bad = dice_.percent(scenario_.manners.decline_percent);
    const char* card = !is_bad ? kGoodCard : dice_.percent(70) ? kBadCard : kEmptyCard;
    Answer answer = co_await pay_with(card, key);
    if (answer.status == 402 && dice_.percent(50)) {
        const bool has_another = co_await think(scenario_.manners.think_median);
        if (!has_another) co_return Ending::run_over;
        answer = co_await pay_with(kGoodCard, key);
    }
    if (answer.status == 402) {
        co_await release(hold);
        co_return Ending::declined;
    }
    co_return settle(hold, answer);
}

Task<Answer> Fan::pay_with(const char* card, std::string key) {
    Answer answer = co_await insist(
        {Call::pay, true, "/api/checkout",
         fmt::format(
             R"({{"eventId":"{}","idempotencyKey":"{}","email":"fan@rehearsal.example",)"
             R"("paymentMethod":{{"type":"card","number":"{}","expMonth":12,"expYear":2049,"cvc":"123"}}}})",
             scenario_.event.text(), key, card)});
    co_return answer;
}

Ending Fan::settle(std::size_t hold, const Answer& answer) {
    auto& note = stage_.history.holds[hold];
    if (answer.status == 410) return Ending::reservation_ended;
    if (answer.status == 403) return Ending::window_ended;
    if (answer.status == 409) {
        const bool is_decided = code_of(answer.body) != "checkout_in_progress";
        note.is_in_doubt = !is_decided;
        return is_decided ? Ending::reservation_ended : Ending::failed;
    }
    note.is_in_doubt = !answer.is_success();
    if (!answer.is_success()) return Ending::failed;
    const auto order = data_as<api::Order>(answer.body);
    auto bought = order ? note_of(*order, note.id) : std::nullopt;
    if (!bought) {
        note.is_in_doubt = true;
        return nonsense(Call::pay, order ? "an order that is not paid, or without seats" : order.error());
    }
    note.order = bought->id;
    bought->cookie = session_cookie_;
    stage_.figures.sold(stage_.timeline.now(), bought->seats.size());
    stage_.progress.seats_sold += bought->seats.size();
    stage_.history.orders.push_back(std::move(*bought));
    return Ending::bought;
}

Task<Answer> Fan::ask(Request request) {
    const auto planned = planned_;
    std::string cookies = session_cookie_;
    if (!place_cookie_.empty()) cookies += (cookies.empty() ? "" : "; ") + place_cookie_;
    Answer answer =
        co_await stage_.connections.exchange(address_, bytes_of(request, scenario_.authority, cookies));
    planned_ = stage_.timeline.now();
    keep_cookies(answer);
    stage_.figures.answered(request.call, planned, planned_, answer);
    ++stage_.progress.calls;
    if (meaning_of(answer) == Meaning::failed) ++stage_.progress.failures;
    co_return answer;
}

Task<Answer> Fan::insist(Request request) {
    for (unsigned attempt = 1;; ++attempt) {
        Answer answer = co_await ask(request);
        if (!is_worth_repeating(answer) || attempt == kAttemptsMax) co_return answer;
        const microseconds doubling = kFirstPause * (1 << (attempt - 1));
        const microseconds asked = answer.retry_after.value_or(std::chrono::seconds{0});
        const microseconds pause = std::max(doubling, asked);
        // Not everybody at the same moment.
        const microseconds spread{
            static_cast<std::int64_t>(static_cast<double>(pause.count()) * dice_.share())};
        const bool goes_on = co_await wait_until(planned_ + std::max(asked, doubling / 2) + spread);
        if (!goes_on) co_return answer;
    }
}

Task<bool> Fan::wait_until(microseconds moment) {
    planned_ = std::max(moment, planned_);
    co_await stage_.timeline.reach(std::min(planned_, scenario_.ends_at));
    co_return planned_ < scenario_.ends_at;
}

Task<bool> Fan::think(microseconds median) {
    const bool goes_on = co_await wait_until(planned_ + dice_.human_time(median));
    co_return goes_on;
}

void Fan::keep_cookies(const Answer& answer) {
    for (const auto& cookie : answer.cookies) {
        (cookie.starts_with("fairgate_session=") ? session_cookie_ : place_cookie_) = cookie;
    }
}

Ending Fan::nonsense(Call call, const std::string& what) {
    stage_.figures.nonsense(call, what);
    ++stage_.progress.failures;
    return Ending::failed;
}

std::string Fan::queue_path(std::string_view call) const {
    return fmt::format("/api/queue/{}/{}", scenario_.event.text(), call);
}

}  // namespace fairgate::rehearsal
