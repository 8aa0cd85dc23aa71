#pragma once

#include "adapters/sqlite/writer.hpp"
#include "base/clock.hpp"
#include "checkout/payment_provider.hpp"

namespace fairgate {

/// One row of the test provider's ledger.
struct LedgerEntry {
    std::string key;
    std::string payment_id;
    PaymentState state = PaymentState::cancelled;
    MinorUnits amount;
    std::string currency;
};

/// Plays a payment provider with test cards; no money moves. Its ledger is a file of its own,
/// `test-payments.db`, so that it stands beside the orders like a foreign system and survives the death of
/// the server.
///
/// 4242 4242 4242 4242 and 5555 5555 5555 4444 pay; ...0002 is declined, ...9995 lacks funds, ...0119 answers
/// after everybody's patience, ...0259 after three seconds, ...0341 pays but loses the answer. Tokens:
/// tok_visa, tok_chargeDeclined. Any other card is declined: a real number that strays here must not look
/// paid. Thread-safe; lives as long as the server.
class TestProvider final : public PaymentProvider {
  public:
    /// Of every payment id.
    static constexpr const char* kPaymentPrefix = "test_";
    static constexpr std::chrono::seconds kSlow{3};
    static constexpr std::chrono::seconds kTooSlow{30};

    /// Whether other processes use the ledger too.
    enum class LedgerUse { alone, shared };

    /// Makes the folder where it is missing.
    TestProvider(const std::filesystem::path& folder, Clock& clock, LedgerUse use = LedgerUse::alone);

    Task<std::expected<Authorization, PaymentDecline>> authorize(AuthorizeRequest request) override;
    Task<void> capture(std::string payment_id) override;
    Task<void> void_payment(std::string payment_id) override;
    Task<std::optional<PaymentRecord>> find(PaymentAttempt attempt) override;
    Task<PaymentRecord> cancel(PaymentAttempt attempt) override;

    /// The whole ledger of a data folder, for the audit; empty when there is none. Needs no running provider.
    static std::vector<LedgerEntry> read_ledger(const std::filesystem::path& folder);
    static bool has_ledger(const std::filesystem::path& folder);

  private:
    Clock& clock_;
    sqlite::Writer ledger_;
};

}  // namespace fairgate
