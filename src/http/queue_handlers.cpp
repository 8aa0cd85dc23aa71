#include "http/queue_handlers.hpp"

#include "http/request_input.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate::http {
namespace {

using namespace std::chrono_literals;

/// A reader hears something at least this often.
constexpr std::chrono::milliseconds kSilenceMax = 15s;
/// How often a reader near the front is looked after; farther back the pace of the polls will do.
constexpr std::chrono::milliseconds kLook = 1s;
constexpr std::uint32_t kNearFront = 1'000;
constexpr std::uint32_t kRateMax = 10'000'000;

std::string cookie_name(EventId event) {
    return "fairgate_queue_" + event.text();
}

HttpFailure refusal(const QueueFailure& failed) {
    switch (failed.error) {
        case QueueError::unknown_event:
            return HttpFailure(404, "event_not_found", "There is no such event.");
        case QueueError::no_waiting_room:
            return HttpFailure(404, "no_waiting_room", "This event is sold without a waiting room.");
        case QueueError::proof_required:
            return HttpFailure(403, "proof_required",
                               "Joining costs some computing here: solve the challenge of the status first.");
        case QueueError::account_required:
            return HttpFailure(401, "account_required",
                               "This event gives one place to each account. Please log in, then join.");
        case QueueError::room_in_use:
            return HttpFailure(409, "room_in_use",
                               "Somebody has joined this room: whether it asks for accounts is settled.");
        case QueueError::rules_changed:
            return HttpFailure(409, "rules_changed",
                               "The rules of this room have just been changed. Please join again.");
        case QueueError::no_beacon:
            return HttpFailure(409, "no_beacon", "The draw of this event takes in no beacon.");
        case QueueError::beacon_too_early:
            return HttpFailure(409, "beacon_too_early",
                               "The list of the draw is not closed yet: nobody may know the value before.");
        case QueueError::beacon_settled:
            return HttpFailure(409, "beacon_settled",
                               "The draw has taken another value, or none because none came in time.");
        case QueueError::too_fast:
            return HttpFailure(429, "too_fast",
                               "Very many join from your network. Please try again in a moment.");
        case QueueError::code_bad:
            return HttpFailure(403, "access_code_unknown",
                               "This is no access code of ours. Please copy it whole, from FGA1 on.");
        case QueueError::code_other_event:
            return HttpFailure(403, "access_code_other_event", "This access code is for another event.");
        case QueueError::code_not_yet:
            return HttpFailure(403, "access_code_not_yet", "This access code does not open anything yet.");
        case QueueError::code_expired:
            return HttpFailure(403, "access_code_expired", "The presale of this access code is over.");
        case QueueError::code_used_up:
            return HttpFailure(409, "access_code_used_up",
                               "This access code has been used as often as it may be.");
        case QueueError::presale_full:
            return HttpFailure(
                409, "presale_full",
                "Your access code is good, but as many shop now as may. Please try again soon.");
        case QueueError::presale_paused:
            return HttpFailure(409, "presale_paused",
                               "Your access code is good, but the organiser lets nobody in for a moment.");
        case QueueError::not_your_turn:
            return HttpFailure(409, "not_your_turn", "It is not your turn.");
    }
    throw std::logic_error("a queue error without an answer");
}

/// What a reader would notice.
bool differ(const api::QueueStatus& a, const api::QueueStatus& b) {
    return a.status != b.status || a.phase != b.phase || a.position != b.position ||
           a.can_enter != b.can_enter || a.claim_until != b.claim_until ||
           a.window_ends_at != b.window_ends_at;
}

/// Tells one visitor of the place until the visitor leaves.
class QueueFeed final : public Stream {
  public:
    QueueFeed(WaitingRooms& rooms, Clock& clock, EventId event, Visitor visitor)
        : rooms_(rooms), clock_(clock), event_(event), visitor_(std::move(visitor)) {}

    Task<void> run(StreamWriter& writer) override {
        std::optional<api::QueueStatus> told;
        for (;;) {
            const QueueResult now = co_await rooms_.status(event_, visitor_);
            if (!now) co_return;
            if (!now->token.empty()) visitor_.token = now->token;
            const auto& status = now->status;
            if (!told || differ(*told, status) || status.server_now >= told->server_now + kSilenceMax) {
                auto frame = std::make_shared<const std::string>(
                    fmt::format("event: status\ndata: {}\n\n", to_json_text(status)));
                co_await writer.write(std::move(frame));
                told = status;
            }
            co_await clock_.sleep_for(pause(status));
        }
    }

  private:
    static std::chrono::milliseconds pause(const api::QueueStatus& status) {
        const bool far = status.position > kNearFront || status.opens_at > status.server_now + 1min;
        if (!far) return kLook;
        return std::min<std::chrono::milliseconds>(std::chrono::milliseconds{status.poll_after_ms},
                                                   kSilenceMax);
    }

    WaitingRooms& rooms_;
    Clock& clock_;
    EventId event_;
    Visitor visitor_;
};

}  // namespace

void QueueHandlers::add_to(Router& router) {
    router.add({Verb::post, "/api/queue/{eventId}/join", [this](Request& r) { return join(r); }});
    Route polls{Verb::get, "/api/queue/{eventId}/status", [this](Request& r) { return status(r); }};
    polls.at_hand = [this](Request& r) { return status_at_hand(r); };
    router.add(std::move(polls));
    router.add({Verb::post, "/api/queue/{eventId}/enter", [this](Request& r) { return enter(r); }});
    router.add({Verb::post, "/api/queue/{eventId}/leave", [this](Request& r) { return leave(r); }});
    router.add({Verb::get, "/api/queue/{eventId}/stream", [this](Request& r) { return stream(r); }});
    router.add({Verb::get, "/api/queue/{eventId}/draw", [this](Request& r) { return draw(r); }, false});
    router.add({Verb::get, "/api/admin/queue/{eventId}", [this](Request& r) { return overview(r); }});
    router.add({Verb::post, "/api/admin/queue/{eventId}", [this](Request& r) { return adjust(r); }});
    router.add(
        {Verb::post, "/api/admin/queue/{eventId}/beacon", [this](Request& r) { return set_beacon(r); }});
}

Visitor QueueHandlers::visitor(const Request& request, EventId event) const {
    return {request.session.id, std::string(request.cookie(cookie_name(event))),
            std::string(request.client_network), request.session.user};
}

Response QueueHandlers::answer(const QueueResult& result) const {
    if (!result) {
        auto refused = refusal(result.error()).response();
        const QueueError error = result.error().error;
        if (error == QueueError::too_fast || error == QueueError::presale_full) {
            refused.retry_after_seconds = static_cast<unsigned>(result.error().retry_after.count());
        }
        return refused;
    }
    auto response = success_of(result->status);
    if (!result->token.empty()) {
        const auto age = std::chrono::duration_cast<std::chrono::seconds>(PlaceTokens::kLifetime).count();
        response.set_place_cookie = fmt::format("{}={}; Path=/api; Max-Age={}; HttpOnly; SameSite=Lax{}",
                                                cookie_name(result->status.event_id), result->token, age,
                                                cookies_.secure ? "; Secure" : "");
    }
    return response;
}

Task<Response> QueueHandlers::join(Request& request) {
    const auto event = id_in_path<EventId>(request);
    api::JoinQueueRequest body;
    if (!request.body.empty()) body = read_body<api::JoinQueueRequest>(request);
    if (body.access_code) {
        const QueueResult redeemed =
            co_await rooms_.redeem(event, visitor(request, event), std::move(*body.access_code));
        co_return answer(redeemed);
    }
    const QueueResult result =
        co_await rooms_.join(event, visitor(request, event), body.proof.value_or(std::string{}));
    co_return answer(result);
}

Task<Response> QueueHandlers::status(Request& request) {
    const auto event = id_in_path<EventId>(request);
    const QueueResult result = co_await rooms_.status(event, visitor(request, event));
    co_return answer(result);
}

std::optional<Response> QueueHandlers::status_at_hand(const Request& request) const {
    const auto event = id_in_path<EventId>(request);
    auto known = rooms_.status_at_hand(event, visitor(request, event));
    if (!known) return std::nullopt;
    return answer(std::move(*known));
}

Task<Response> QueueHandlers::enter(Request& request) {
    expect_no_body(request);
    const auto event = id_in_path<EventId>(request);
    const QueueResult result = co_await rooms_.enter(event, visitor(request, event));
    co_return answer(result);
}

Task<Response> QueueHandlers::leave(Request& request) {
    expect_no_body(request);
    const auto event = id_in_path<EventId>(request);
    const QueueResult result = co_await rooms_.leave(event, visitor(request, event));
    co_return answer(result);
}

Task<Response> QueueHandlers::stream(Request& request) {
    const auto event = id_in_path<EventId>(request);
    // What a stream that broke told last may have come from another node.
    co_await rooms_.catch_up(event);
    const QueueResult result = co_await rooms_.status(event, visitor(request, event));
    if (!result) throw refusal(result.error());
    Response response;
    response.content_type = "text/event-stream";
    response.stream = std::make_unique<QueueFeed>(rooms_, clock_, event, visitor(request, event));
    co_return response;
}

Task<Response> QueueHandlers::draw(Request& request) {
    const auto draw = co_await rooms_.draw_json(id_in_path<EventId>(request));
    if (!draw) throw refusal(draw.error());
    auto response = success(**draw);
    response.cache_control = "no-cache";
    co_return response;
}

Task<void> QueueHandlers::require_admin(Session session) const {
    if (!session.user) throw HttpFailure(401, "not_logged_in", "Please log in.");
    const bool admin = co_await is_admin_(*session.user);
    if (!admin) throw HttpFailure(403, "not_allowed", "This is for the operators of this site.");
}

Task<Response> QueueHandlers::overview(Request& request) {
    const auto event = id_in_path<EventId>(request);
    co_await require_admin(request.session);
    const auto view = co_await rooms_.overview(event);
    if (!view) throw refusal(view.error());
    co_return success_of(*view);
}

Task<Response> QueueHandlers::set_beacon(Request& request) {
    const auto event = id_in_path<EventId>(request);
    co_await require_admin(request.session);
    const auto body = read_body<api::SetBeaconRequest>(request);
    auto value = beacon_from_text(body.value);
    if (!value) throw HttpFailure(422, "bad_beacon", "The value must be 1 to 128 bytes of hexadecimal.");
    const auto view = co_await rooms_.set_beacon(event, std::move(*value));
    if (!view) throw refusal(view.error());
    co_return success_of(*view);
}

Task<Response> QueueHandlers::adjust(Request& request) {
    const auto event = id_in_path<EventId>(request);
    co_await require_admin(request.session);
    const auto change = read_body<api::AdjustRoomRequest>(request);
    const auto shoppers = change.shoppers_max.value_or(1);
    if (shoppers < 1 || shoppers > kShoppersLimit || change.rate_per_minute.value_or(0) > kRateMax) {
        throw HttpFailure(422, "bad_limits",
                          fmt::format("Shoppers must be from 1 to {}, turns a minute from 0 to {}.",
                                      kShoppersLimit, kRateMax));
    }
    const auto view = co_await rooms_.adjust(event, change);
    if (!view) throw refusal(view.error());
    co_return success_of(*view);
}

}  // namespace fairgate::http
