#pragma once

#include "adapters/stripe/intents.hpp"
#include "base/clock.hpp"

namespace fairgate::stripe {

/// Stripe's PaymentIntents with manual capture. Takes tokens (PaymentMethods made by Stripe's script in the
/// browser), never card numbers.
///
/// What makes a payment happen once, whoever dies or repeats whatever:
/// - An attempt is one intent, made unconfirmed under the idempotency key K of the attempt. Repeating that
///   call answers the same intent, so its id never has to be remembered, and asking for one that was never
///   made makes one that cannot charge anybody. No search is needed, which would be behind the truth.
/// - The one confirmation and the cancellation of an unfinished intent share the idempotency key K-decision.
///   Stripe refuses a key that was used for another call, so whichever comes first wins and the other learns
///   of it: a late confirmation cannot land, and a landed one cannot be cancelled by who believes it lost.
///   An intent whose confirmation came to nothing is cancelled without the key, once none can still run.
/// - The intent's state is the truth. An answer that was lost, refused or repeated is followed by a look.
/// - Captures and voids carry no key: the intent's states allow each of them once, while a key would repeat a
///   saved error for a day.
/// - Keys live for a day at Stripe. An attempt that old is searched for by its metadata instead, which is up
///   to date by then, and is never confirmed.
/// - When Stripe has saved an error of its own under K, or finds the request wrong, no intent can come of the
///   attempt; the search makes sure that there is none from before.
///
/// A bank that wants to ask the buyer (3-D Secure) counts as a decline.
///
/// Thread-safe; stopped before the executors of its callers are gone.
class StripeProvider final : public PaymentProvider {
  public:
    /// Stripe keeps idempotency keys for at least 24 hours.
    static constexpr std::chrono::hours kKeysLive{20};
    /// A confirmation sent before the deadline has ended this long after it, whatever it came to.
    static constexpr std::chrono::minutes kConfirmationsEnd{3};

    StripeProvider(StripeSettings settings, const Clock& clock)
        : intents_(std::move(settings)), clock_(clock) {}

    Task<std::expected<Authorization, PaymentDecline>> authorize(AuthorizeRequest request) override;
    Task<void> capture(std::string payment_id) override;
    Task<void> void_payment(std::string payment_id) override;
    Task<std::optional<PaymentRecord>> find(PaymentAttempt attempt) override;
    Task<PaymentRecord> cancel(PaymentAttempt attempt) override;

    void stop() { intents_.stop(); }

  private:
    bool has_lost_its_key(const PaymentAttempt& attempt) const {
        return clock_.now() - attempt.deadline > kKeysLive;
    }
    /// As it is now; empty when there is none, and then there never will be one.
    Task<std::optional<Intent>> look_up(PaymentAttempt attempt);
    Task<std::optional<Intent>> search_for(std::string key);
    Task<Intent> look(std::string id);
    Task<std::expected<Authorization, PaymentDecline>> confirm(AuthorizeRequest request, std::string id);
    /// Ends an intent that has come to nothing so far.
    Task<PaymentRecord> end(PaymentAttempt attempt, std::string id);
    Task<PaymentRecord> end_surely(std::string id);

    Intents intents_;
    const Clock& clock_;
};

}  // namespace fairgate::stripe
