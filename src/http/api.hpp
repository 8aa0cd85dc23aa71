#pragma once

// Types on the wire that belong to no capability.

#include "base/json.hpp"

namespace fairgate::api {

/// What the web app needs to take cards through Stripe's own field.
struct StripeConfig {
    std::string publishable_key;
    /// Where Stripe's script is.
    std::string script_url;
};
BOOST_DESCRIBE_STRUCT(StripeConfig, (), (publishable_key, script_url))

/// What the web app must know of this installation.
struct Config {
    /// True with the built-in test provider: no real money moves.
    bool test_payments = false;
    std::int64_t fee_basis_points = 0;
    std::uint32_t max_seats_per_reservation = 0;
    /// How long a reservation holds its seats.
    std::int64_t hold_seconds = 0;
    /// The seats of an event with a waiting room are shown to those alone who were let in.
    bool seat_map_guarded = false;
    /// Ed25519 key that ticket codes are signed with, base 64 URL-safe.
    std::string ticket_public_key;
    /// Ed25519 key that receipts of waiting rooms are signed with, in the same form; absent without them.
    std::optional<std::string> receipt_public_key;
    /// Present when payments are Stripe's: then cards come as tokens.
    std::optional<StripeConfig> stripe;
};
BOOST_DESCRIBE_STRUCT(Config, (),
                      (test_payments, fee_basis_points, max_seats_per_reservation, hold_seconds,
                       seat_map_guarded, ticket_public_key, receipt_public_key, stripe))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// Every answer that is not a success.
struct Failure {
    /// Always false.
    bool success = false;
    /// A sentence for people.
    std::string error;
    /// A stable word for programs.
    std::string code;
    std::optional<json::value> details;
};
BOOST_DESCRIBE_STRUCT(Failure, (), (success, error, code, details))

}  // namespace fairgate::api
