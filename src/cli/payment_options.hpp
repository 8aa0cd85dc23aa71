#pragma once

#include "base/clock.hpp"
#include "checkout/payment_provider.hpp"
#include "http/api.hpp"
#include "http/response_head.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace fairgate::cli {

/// Who moves the money.
struct PaymentOptions {
    /// "test" or "stripe".
    std::string provider = "test";
    /// Where the test provider keeps its ledger for several nodes; empty for the data folder, for this node
    /// alone.
    std::filesystem::path test_ledger;
    std::filesystem::path stripe_key_file;
    std::string stripe_publishable_key;
    /// Empty: events are not taken, and what they would tell is found out a little later.
    std::filesystem::path stripe_webhook_secret_file;
    std::string stripe_api_base = "https://api.stripe.com";
    std::string stripe_js_url = "https://js.stripe.com/v3/";

    bool is_stripe() const { return provider == "stripe"; }
};

void declare_payments(CLI::App& command, PaymentOptions& options);

/// Throws CliError when the options make no sense, and for keys that cannot be read.
std::unique_ptr<PaymentProvider> make_payment_provider(const PaymentOptions& options,
                                                       const std::filesystem::path& data, Clock& clock);

/// Empty when Stripe's events are not to be taken. Throws CliError.
std::string stripe_webhook_secret(const PaymentOptions& options);

/// What the web app needs to know of Stripe; empty with another provider.
std::optional<api::StripeConfig> stripe_config(const PaymentOptions& options);

/// What browsers have to reach for payments. Throws CliError.
http::OutsideOrigins payment_origins(const PaymentOptions& options);

}  // namespace fairgate::cli
