#include "adapters/stripe/intents.hpp"

#include "base/cancellation.hpp"
#include "base/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace fairgate::stripe {
namespace {

/// The answers that this was written for, whatever the account's own version is.
constexpr std::string_view kVersion = "Stripe-Version: 2024-06-20";
constexpr std::string_view kIntents = "/v1/payment_intents";
constexpr std::string_view kWithCard = "expand[]=payment_method";

/// Currencies without a minor unit in ISO 4217 that Stripe counts in hundredths all the same.
constexpr std::array<std::string_view, 2> kCountedInHundredths = {"ISK", "UGX"};

std::int64_t stripe_factor(std::string_view currency) {
    return std::ranges::find(kCountedInHundredths, currency) != kCountedInHundredths.end() ? 100 : 1;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

std::string escape(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (is_plain(c)) {
            escaped += c;
        } else {
            escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return escaped;
}

using Field = std::pair<std::string_view, std::string_view>;

std::string form(std::initializer_list<Field> fields) {
    std::string text;
    for (const auto& [name, value] : fields) {
        text += fmt::format("{}{}={}", text.empty() ? "" : "&", escape(name), escape(value));
    }
    return text;
}

/// A member that is a string; empty when it is anything else.
std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::object* object_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value ? value->if_object() : nullptr;
}

std::string decline_of(const json::object& error) {
    std::string decline = text_of(error, "decline_code");
    return decline.empty() ? text_of(error, "code") : decline;
}

Intent read_intent(const json::object& object) {
    Intent intent{.id = text_of(object, "id"),
                  .status = text_of(object, "status"),
                  .cancellation_reason = text_of(object, "cancellation_reason")};
    const auto* amount = object.if_contains("amount");
    if (intent.id.empty() || intent.status.empty() || !amount || !amount->is_int64()) {
        throw PaymentOutcomeUnknown("Stripe's answer is no PaymentIntent");
    }
    intent.amount = {amount->get_int64() / stripe_factor(upper(text_of(object, "currency")))};
    if (const auto* error = object_of(object, "last_payment_error")) intent.decline = decline_of(*error);
    const auto* method = object_of(object, "payment_method");
    const auto* card = method ? object_of(*method, "card") : nullptr;
    if (card) intent.card_last_four = text_of(*card, "last4");
    return intent;
}

json::value parse(const HttpReply& reply) {
    auto document = parse_json(reply.body);
    if (!document || !document->is_object()) {
        throw PaymentOutcomeUnknown(fmt::format("Stripe answered {} without JSON", reply.status));
    }
    return std::move(*document);
}

/// Whether Stripe has looked at the call and decided; if not, it may still do it, or never had the chance.
bool is_decided(const HttpReply& reply) {
    if (reply.status == 400 || reply.status == 402 || reply.status == 404) return true;
    return reply.status >= 500 && reply.is_replayed;
}

Refusal read_refusal(const HttpReply& reply) {
    // An error inside Stripe need not come as JSON.
    const auto document = parse_json(reply.body);
    const auto* object = document ? document->if_object() : nullptr;
    const auto* error = object ? object_of(*object, "error") : nullptr;
    Refusal refusal{.is_replayed = reply.is_replayed};
    if (error) {
        refusal.type = text_of(*error, "type");
        refusal.code = text_of(*error, "code");
        refusal.decline_code = decline_of(*error);
    }
    if (!is_decided(reply)) {
        throw PaymentOutcomeUnknown(fmt::format("Stripe answered {} {}", reply.status, refusal.text()));
    }
    return refusal;
}

IntentReply read_reply(const HttpReply& reply) {
    if (reply.status != 200) return std::unexpected(read_refusal(reply));
    Intent intent = read_intent(parse(reply).get_object());
    intent.is_replayed = reply.is_replayed;
    return intent;
}

std::string path_of(std::string_view id, std::string_view action = "") {
    return fmt::format("{}/{}{}", kIntents, escape(id), action);
}

}  // namespace

Intents::Intents(StripeSettings settings) : settings_(std::move(settings)), transfers_(settings_.transfers) {}

Task<HttpReply> Intents::call(std::string path, std::optional<std::string> form_text,
                              std::string idempotency_key) {
    HttpCall request{.url = settings_.api_base + path, .form = std::move(form_text)};
    request.headers = {"Authorization: Bearer " + settings_.secret_key, std::string(kVersion)};
    if (!idempotency_key.empty()) request.headers.push_back("Idempotency-Key: " + idempotency_key);
    try {
        HttpReply reply = co_await transfers_.perform(std::move(request));
        co_return reply;
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        throw PaymentOutcomeUnknown(fmt::format("Stripe did not answer: {}", error.what()));
    }
}

Task<IntentReply> Intents::create(PaymentAttempt attempt) {
    const std::int64_t amount = attempt.amount.value * stripe_factor(attempt.currency);
    std::string body = form({{"amount", std::to_string(amount)},
                             {"currency", lower(attempt.currency)},
                             {"capture_method", "manual"},
                             {"payment_method_types[]", "card"},
                             {"metadata[fairgate_key]", attempt.key}});
    const HttpReply reply = co_await call(std::string(kIntents), std::move(body), attempt.key);
    co_return read_reply(reply);
}

Task<IntentReply> Intents::confirm(std::string id, std::string token, std::string idempotency_key) {
    // Nobody here could answer the questions of a bank.
    std::string body = form(
        {{"payment_method", token}, {"error_on_requires_action", "true"}, {"expand[]", "payment_method"}});
    const HttpReply reply =
        co_await call(path_of(id, "/confirm"), std::move(body), std::move(idempotency_key));
    co_return read_reply(reply);
}

Task<IntentReply> Intents::cancel(std::string id, std::string reason, std::string idempotency_key) {
    std::string body = form({{"cancellation_reason", reason}});
    const HttpReply reply =
        co_await call(path_of(id, "/cancel"), std::move(body), std::move(idempotency_key));
    co_return read_reply(reply);
}

Task<IntentReply> Intents::capture(std::string id) {
    const HttpReply reply = co_await call(path_of(id, "/capture"), "", "");
    co_return read_reply(reply);
}

Task<IntentReply> Intents::retrieve(std::string id) {
    const HttpReply reply = co_await call(path_of(id) + "?" + std::string(kWithCard), std::nullopt, "");
    co_return read_reply(reply);
}

Task<std::optional<Intent>> Intents::search(std::string key) {
    const std::string query = escape(fmt::format("metadata['fairgate_key']:'{}'", key));
    const HttpReply reply =
        co_await call(fmt::format("{}/search?query={}", kIntents, query), std::nullopt, "");
    if (reply.status != 200) throw PaymentOutcomeUnknown(fmt::format("Stripe answered {}", reply.status));
    const json::value document = parse(reply);
    const auto* found = document.get_object().if_contains("data");
    if (!found || !found->is_array()) throw PaymentOutcomeUnknown("Stripe's answer is no list");
    for (const auto& item : found->get_array()) {
        if (item.is_object()) co_return read_intent(item.get_object());
    }
    co_return std::nullopt;
}

}  // namespace fairgate::stripe
