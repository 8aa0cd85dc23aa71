#include "adapters/stripe/stripe_webhook.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "checkout/order_store.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace fairgate::stripe {
namespace {

constexpr const char* kConsumer = "stripe-webhook";
constexpr std::size_t kEventIdMax = 255;
/// Signatures looked at in one header.
constexpr int kSignaturesMax = 10;

constexpr std::array<std::string_view, 4> kTypes = {
    "payment_intent.amount_capturable_updated", "payment_intent.canceled", "payment_intent.payment_failed",
    "payment_intent.succeeded"};

std::string hmac_hex(std::string_view time, std::string_view body, std::string_view secret) {
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<const unsigned char*>(text.data());
    };
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(secret), secret.size());
    crypto_auth_hmacsha256_update(&state, bytes(time), time.size());
    crypto_auth_hmacsha256_update(&state, bytes("."), 1);
    crypto_auth_hmacsha256_update(&state, bytes(body), body.size());
    Bytes digest(crypto_auth_hmacsha256_BYTES);
    crypto_auth_hmacsha256_final(&state, digest.data());
    return to_hex(digest);
}

/// In a time that says nothing about where the two differ.
bool is_same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view next_part(std::string_view& rest) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

std::optional<Timestamp> read_time(std::string_view text) {
    // Twelve digits reach the year 33658 and stay far from any overflow.
    constexpr std::size_t kDigitsMax = 12;
    std::int64_t seconds = 0;
    const char* end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data(), end, seconds);
    if (text.size() > kDigitsMax || error != std::errc{} || parsed != end) return std::nullopt;
    return Timestamp{std::chrono::seconds{seconds}};
}

struct Event {
    std::string id;
    std::string type;
    std::string payment_key;
};

std::string text_at(const json::value& document, std::string_view pointer) {
    boost::system::error_code missing;
    const auto* value = document.find_pointer(pointer, missing);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

Event read_event(std::string_view body) {
    const auto document = parse_json(body);
    if (!document) return {};
    return {text_at(*document, "/id"), text_at(*document, "/type"),
            text_at(*document, "/data/object/metadata/fairgate_key")};
}

Task<void> handle(StripeWebhook::PaymentChanged changed, Message message) {
    if (const auto order = OrderRecord::of_payment_key(message.body)) co_await changed(*order);
}

}  // namespace

bool is_signed(std::string_view header, std::string_view body, std::string_view secret, Timestamp now,
               std::chrono::milliseconds tolerance) {
    std::string_view time;
    for (auto rest = header; !rest.empty();) {
        const auto part = next_part(rest);
        if (part.starts_with("t=")) time = part.substr(2);
    }
    const auto sent_at = read_time(time);
    if (!sent_at || *sent_at < now - tolerance || *sent_at > now + tolerance) return false;
    const std::string expected = hmac_hex(time, body, secret);
    int seen = 0;
    for (auto rest = header; !rest.empty() && seen < kSignaturesMax;) {
        const auto part = next_part(rest);
        if (!part.starts_with("v1=")) continue;
        ++seen;
        if (is_same(part.substr(3), expected)) return true;
    }
    return false;
}

StripeWebhook::StripeWebhook(std::string secret, const Clock& clock, Inbox& inbox, PaymentChanged changed)
    : secret_(std::move(secret)),
      clock_(clock),
      once_(inbox.once(kConsumer, [changed = std::move(changed)](Message message) {
          return handle(changed, std::move(message));
      })) {}

Task<bool> StripeWebhook::take(std::string signature, std::string body) {
    if (!is_signed(signature, body, secret_, clock_.now(), kTolerance)) co_return false;
    Event event = read_event(body);
    const bool is_ours = std::ranges::find(kTypes, event.type) != kTypes.end() && !event.payment_key.empty();
    if (!is_ours || event.id.empty() || event.id.size() > kEventIdMax) co_return true;
    co_await once_({std::move(event.id), std::move(event.type), std::move(event.payment_key)});
    co_return true;
}

}  // namespace fairgate::stripe
