#include "adapters/stripe/stripe_provider.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace fairgate::stripe {
namespace {

/// Tell apart, on a cancelled intent, an attempt that was given up from an authorization that was given back.
constexpr const char* kGivenUp = "abandoned";
constexpr const char* kGivenBack = "requested_by_customer";

std::string decision_key(const PaymentAttempt& attempt) {
    return attempt.key + "-decision";
}

/// What the intent has come to; empty while that is open.
std::optional<PaymentState> state_of(const Intent& intent) {
    if (intent.status == "requires_capture") return PaymentState::authorized;
    if (intent.status == "succeeded") return PaymentState::captured;
    if (intent.status == "canceled") {
        return intent.cancellation_reason == kGivenUp ? PaymentState::cancelled : PaymentState::voided;
    }
    if (intent.status == "requires_payment_method" && intent.decline) return PaymentState::declined;
    return std::nullopt;
}

PaymentRecord record_of(const Intent& intent, PaymentState state) {
    return {state, {intent.id, intent.card_last_four}, intent.amount};
}

std::optional<PaymentRecord> finished(const Intent& intent) {
    const auto state = state_of(intent);
    if (!state) return std::nullopt;
    return record_of(intent, *state);
}

std::unexpected<PaymentDecline> declined(std::string_view code) {
    if (code == "insufficient_funds")
        return std::unexpected(PaymentDecline{DeclineReason::insufficient_funds});
    if (code == "authentication_required") {
        return std::unexpected(PaymentDecline{DeclineReason::authentication_required});
    }
    return std::unexpected(PaymentDecline{DeclineReason::card_declined});
}

std::expected<Authorization, PaymentDecline> answer_of(const Intent& intent, PaymentState state) {
    switch (state) {
        case PaymentState::authorized:
        case PaymentState::captured:
            return Authorization{intent.id, intent.card_last_four};
        case PaymentState::declined:
            return declined(intent.decline.value_or(""));
        case PaymentState::voided:
        case PaymentState::cancelled:
            break;
    }
    return std::unexpected(PaymentDecline{DeclineReason::cancelled});
}

[[noreturn]] void refused(std::string_view what, const std::string& id, std::string_view why) {
    throw PaymentOutcomeUnknown(fmt::format("payment {} cannot be {}: {}", id, what, why));
}

}  // namespace

Task<Intent> StripeProvider::look(std::string id) {
    auto found = co_await intents_.retrieve(id);
    if (!found) refused("looked up", id, found.error().text());
    co_return std::move(*found);
}

Task<std::optional<Intent>> StripeProvider::search_for(std::string key) {
    const auto found = co_await intents_.search(std::move(key));
    if (!found) co_return std::nullopt;
    Intent intent = co_await look(found->id);
    co_return intent;
}

Task<std::optional<Intent>> StripeProvider::look_up(PaymentAttempt attempt) {
    if (has_lost_its_key(attempt)) {
        auto old = co_await search_for(std::move(attempt.key));
        co_return old;
    }
    auto made = co_await intents_.create(attempt);
    if (!made) {
        const Refusal& why = made.error();
        if (!why.is_replayed && !why.is_about_request()) refused("begun", attempt.key, why.text());
        spdlog::error("payment {} cannot be begun: {}", attempt.key, why.text());
        auto old = co_await search_for(std::move(attempt.key));
        co_return old;
    }
    if (!made->is_replayed) co_return std::move(*made);
    Intent intent = co_await look(made->id);
    co_return intent;
}

Task<std::expected<Authorization, PaymentDecline>> StripeProvider::authorize(AuthorizeRequest request) {
    if (has_lost_its_key(request.attempt))
        co_return std::unexpected(PaymentDecline{DeclineReason::cancelled});
    auto intent = co_await look_up(request.attempt);
    if (!intent) co_return std::unexpected(PaymentDecline{DeclineReason::cancelled});
    if (const auto state = state_of(*intent)) co_return answer_of(*intent, *state);
    auto answer = co_await confirm(std::move(request), std::move(intent->id));
    co_return answer;
}

Task<std::expected<Authorization, PaymentDecline>> StripeProvider::confirm(AuthorizeRequest request,
                                                                           std::string id) {
    const auto reply =
        co_await intents_.confirm(id, request.method.token.value_or(""), decision_key(request.attempt));
    if (!reply && reply.error().is_about_card()) co_return declined(reply.error().decline_code);
    if (reply) {
        if (const auto state = state_of(*reply)) co_return answer_of(*reply, *state);
    }
    if (reply && reply->status == "requires_action") {
        co_await end_surely(std::move(id));
        co_return declined("authentication_required");
    }
    // Refused for another reason: a key that is taken, a cancelled intent, a token that does not exist.
    const Intent now = co_await look(id);
    if (const auto state = state_of(now)) co_return answer_of(now, *state);
    const PaymentRecord ended = co_await end(std::move(request.attempt), std::move(id));
    if (ended.state == PaymentState::authorized || ended.state == PaymentState::captured) {
        co_return ended.authorization;
    }
    co_return declined("");
}

Task<PaymentRecord> StripeProvider::end(PaymentAttempt attempt, std::string id) {
    const auto reply = co_await intents_.cancel(id, kGivenUp, decision_key(attempt));
    if (reply) {
        const auto record = finished(*reply);
        if (record) co_return *record;
    }
    // The confirmation was first.
    const Intent now = co_await look(id);
    const auto record = finished(now);
    if (record) co_return *record;
    if (clock_.now() - attempt.deadline < kConfirmationsEnd)
        refused("cancelled", id, "it may be confirmed now");
    PaymentRecord ended = co_await end_surely(std::move(id));
    co_return ended;
}

Task<PaymentRecord> StripeProvider::end_surely(std::string id) {
    const auto reply = co_await intents_.cancel(id, kGivenUp, "");
    if (!reply) refused("cancelled", id, reply.error().text());
    const auto record = finished(*reply);
    if (!record) refused("cancelled", id, reply->status);
    co_return *record;
}

Task<void> StripeProvider::capture(std::string payment_id) {
    const auto reply = co_await intents_.capture(payment_id);
    if (reply && reply->status == "succeeded") co_return;
    const Intent now = co_await look(payment_id);
    if (now.status != "succeeded") refused("captured", payment_id, now.status);
}

Task<void> StripeProvider::void_payment(std::string payment_id) {
    const auto reply = co_await intents_.cancel(payment_id, kGivenBack, "");
    if (reply && reply->status == "canceled") co_return;
    const Intent now = co_await look(payment_id);
    if (now.status != "canceled") refused("given back", payment_id, now.status);
}

Task<std::optional<PaymentRecord>> StripeProvider::find(PaymentAttempt attempt) {
    const auto intent = co_await look_up(std::move(attempt));
    if (!intent) co_return std::nullopt;
    co_return finished(*intent);
}

Task<PaymentRecord> StripeProvider::cancel(PaymentAttempt attempt) {
    const auto intent = co_await look_up(attempt);
    if (!intent) co_return PaymentRecord{};
    const auto record = finished(*intent);
    if (record) co_return *record;
    if (has_lost_its_key(attempt)) {
        PaymentRecord old = co_await end_surely(intent->id);
        co_return old;
    }
    PaymentRecord ended = co_await end(std::move(attempt), intent->id);
    co_return ended;
}

}  // namespace fairgate::stripe
