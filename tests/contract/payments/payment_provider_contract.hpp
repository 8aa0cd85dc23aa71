#pragma once

#include "checkout/payment_provider.hpp"
#include "support/run_task.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

/// A provider under test with a method that pays and one that is declined.
class PaymentProviderUnderTest {
  public:
    virtual ~PaymentProviderUnderTest() = default;
    virtual PaymentProvider& provider() = 0;
    virtual api::PaymentMethod good() const = 0;
    virtual api::PaymentMethod declined() const = 0;
    /// The provider as the next process meets it.
    virtual void restart() = 0;
};

using PaymentProviderFactory = std::function<std::unique_ptr<PaymentProviderUnderTest>()>;

/// What every adapter of PaymentProvider must do; instantiate it with a factory.
class PaymentProviderContract : public ::testing::TestWithParam<PaymentProviderFactory> {
  protected:
    static PaymentAttempt attempt(std::string key) {
        return {std::move(key), MinorUnits{1234}, "EUR", Timestamp{std::chrono::seconds{10}}};
    }
    auto authorize(std::string key, api::PaymentMethod method) {
        return run_task(provider().authorize({attempt(std::move(key)), std::move(method)}));
    }
    std::optional<PaymentRecord> find(std::string key) {
        return run_task(provider().find(attempt(std::move(key))));
    }
    PaymentRecord cancel(std::string key) { return run_task(provider().cancel(attempt(std::move(key)))); }
    PaymentProvider& provider() { return subject_->provider(); }

    std::unique_ptr<PaymentProviderUnderTest> subject_ = GetParam()();
};

}  // namespace fairgate::testing
