#include "cli/payment_options.hpp"

#include "adapters/payments/test_provider.hpp"
#include "adapters/stripe/stripe_provider.hpp"
#include "cli/cli_error.hpp"
#include "cli/text_file.hpp"

#include <CLI/CLI.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace fairgate::cli {
namespace {

constexpr const char* kPaymentGroup = "Payments";
constexpr std::size_t kSecretBytesMax = 4096;

std::string read_secret(const std::filesystem::path& file, const char* option) {
    std::string secret = read_text_file(file, kSecretBytesMax);
    secret.erase(secret.find_last_not_of(" \r\n\t") + 1);
    const bool is_one_line = secret.find_first_of(" \r\n\t") == std::string::npos;
    if (secret.empty() || !is_one_line) {
        throw CliError(kUsage,
                       file.string() + ", given with " + option + ", does not have one secret in it.");
    }
    return secret;
}

/// Secrets and card fields go to `url`: only over TLS, or to this machine.
boost::urls::url_view safe_url(const std::string& url, const char* option) {
    const auto parsed = boost::urls::parse_uri(url);
    const std::string host = parsed ? std::string(parsed->encoded_host()) : "";
    const bool is_local = host == "127.0.0.1" || host == "localhost" || host == "[::1]";
    const bool is_safe =
        !host.empty() && (parsed->scheme() == "https" || (parsed->scheme() == "http" && is_local));
    if (!is_safe || parsed->has_userinfo() || parsed->has_fragment()) {
        throw CliError(kUsage, std::string(option) + " wants an https address, not '" + url + "'.");
    }
    return *parsed;
}

std::string origin_of(const std::string& url, const char* option) {
    const std::string origin(safe_url(url, option).encoded_origin());
    // They end a source in a security policy, and no real host has them.
    if (origin.find_first_of(";,'* ") != std::string::npos) {
        throw CliError(kUsage, std::string(option) + " wants an https address, not '" + url + "'.");
    }
    return origin;
}

/// Throws for what must not be served to browsers.
void check_publishable_key(const std::string& key) {
    if (key.starts_with("pk_")) return;
    throw CliError(kUsage,
                   "--stripe-publishable-key wants the key that starts with pk_: every visitor can read it.");
}

/// "test" or "live" of a key such as sk_test_..., else what stands there.
std::string_view mode_of(std::string_view key) {
    const auto begin = std::min(key.find('_'), key.size() - 1) + 1;
    return key.substr(begin, key.find('_', begin) - begin);
}

/// A card that one of them takes in the other cannot charge.
void check_same_mode(std::string_view secret_key, std::string_view publishable_key) {
    const auto secret = mode_of(secret_key);
    const auto published = mode_of(publishable_key);
    const auto is_mode = [](std::string_view mode) { return mode == "test" || mode == "live"; };
    if (secret == published || !is_mode(secret) || !is_mode(published)) return;
    throw CliError(
        kUsage, fmt::format("--stripe-key-file has a {} key and --stripe-publishable-key is a {} key: both "
                            "must be of one kind.",
                            secret, published));
}

}  // namespace

void declare_payments(CLI::App& command, PaymentOptions& options) {
    command.add_option("--payment-provider", options.provider, "test (cards that move no money) or stripe")
        ->capture_default_str()
        ->check(CLI::IsMember({"test", "stripe"}))
        ->envname("FAIRGATE_PAYMENT_PROVIDER")
        ->group(kPaymentGroup);
    command
        .add_option(
            "--test-ledger", options.test_ledger,
            "Folder of the test provider's ledger, for nodes on one machine that share it; by default "
            "each node has its own in the data folder")
        ->envname("FAIRGATE_TEST_LEDGER")
        ->group(kPaymentGroup);
    command
        .add_option("--stripe-key-file", options.stripe_key_file,
                    "File with Stripe's secret key (sk_ or rk_)")
        ->envname("FAIRGATE_STRIPE_KEY_FILE")
        ->group(kPaymentGroup);
    command
        .add_option("--stripe-publishable-key", options.stripe_publishable_key,
                    "Stripe's key for browsers (pk_)")
        ->envname("FAIRGATE_STRIPE_PUBLISHABLE_KEY")
        ->group(kPaymentGroup);
    command
        .add_option("--stripe-webhook-secret-file", options.stripe_webhook_secret_file,
                    "File with the signing secret (whsec_) of a webhook that sends payment_intent events to "
                    "/api/webhooks/stripe")
        ->envname("FAIRGATE_STRIPE_WEBHOOK_SECRET_FILE")
        ->group(kPaymentGroup);
    command.add_option("--stripe-api-base", options.stripe_api_base, "Where Stripe's API is")
        ->capture_default_str()
        ->envname("FAIRGATE_STRIPE_API_BASE")
        ->group(kPaymentGroup);
    command.add_option("--stripe-js-url", options.stripe_js_url, "Where browsers get Stripe's script")
        ->capture_default_str()
        ->envname("FAIRGATE_STRIPE_JS_URL")
        ->group(kPaymentGroup);
}

std::unique_ptr<PaymentProvider> make_payment_provider(const PaymentOptions& options,
                                                       const std::filesystem::path& data, Clock& clock) {
    if (!options.is_stripe()) {
        if (options.test_ledger.empty()) return std::make_unique<TestProvider>(data, clock);
        return std::make_unique<TestProvider>(options.test_ledger, clock, TestProvider::LedgerUse::shared);
    }
    if (options.stripe_key_file.empty()) {
        throw CliError(kUsage, "--payment-provider stripe needs --stripe-key-file.");
    }
    check_publishable_key(options.stripe_publishable_key);
    stripe::StripeSettings settings{.api_base = options.stripe_api_base,
                                    .secret_key = read_secret(options.stripe_key_file, "--stripe-key-file")};
    check_same_mode(settings.secret_key, options.stripe_publishable_key);
    safe_url(settings.api_base, "--stripe-api-base");
    while (settings.api_base.ends_with('/')) settings.api_base.pop_back();
    return std::make_unique<stripe::StripeProvider>(std::move(settings), clock);
}

std::string stripe_webhook_secret(const PaymentOptions& options) {
    if (!options.is_stripe() || options.stripe_webhook_secret_file.empty()) return {};
    return read_secret(options.stripe_webhook_secret_file, "--stripe-webhook-secret-file");
}

std::optional<api::StripeConfig> stripe_config(const PaymentOptions& options) {
    if (!options.is_stripe()) return std::nullopt;
    return api::StripeConfig{options.stripe_publishable_key, options.stripe_js_url};
}

http::OutsideOrigins payment_origins(const PaymentOptions& options) {
    if (!options.is_stripe()) return {};
    return {origin_of(options.stripe_js_url, "--stripe-js-url"),
            origin_of(options.stripe_api_base, "--stripe-api-base")};
}

}  // namespace fairgate::cli
