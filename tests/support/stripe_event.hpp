#pragma once

#include "base/encoding.hpp"
#include "base/time.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <string>
#include <string_view>

namespace fairgate::testing {

/// An event as Stripe sends it, about the payment with this key.
inline std::string stripe_event(std::string_view id, std::string_view type, std::string_view payment_key) {
    return fmt::format(R"({{"id":"{}","object":"event","type":"{}","data":{{"object":{{"id":"pi_1",)"
                       R"("object":"payment_intent","metadata":{{"fairgate_key":"{}"}}}}}}}})",
                       id, type, payment_key);
}

/// One signature of `body`, without the scheme.
inline std::string stripe_digest(std::string_view body, std::string_view secret, std::int64_t seconds) {
    const std::string text = fmt::format("{}.{}", seconds, body);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    Bytes digest(crypto_auth_hmacsha256_BYTES);
    crypto_auth_hmacsha256_final(&state, digest.data());
    return to_hex(digest);
}

/// The header Stripe-Signature of `body`, signed at `when`.
inline std::string stripe_signature(std::string_view body, std::string_view secret, Timestamp when) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
    return fmt::format("t={},v1={},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39",
                       seconds, stripe_digest(body, secret, seconds));
}

}  // namespace fairgate::testing
