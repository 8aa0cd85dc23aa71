#pragma once

#include "notify/delivery_store.hpp"
#include "support/run_task.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

/// Keeps empty queues and what they stand on.
class DeliveriesUnderTest {
  public:
    virtual ~DeliveriesUnderTest() = default;
    virtual DeliveryStore& store() = 0;
};

using DeliveriesFactory = std::function<std::unique_ptr<DeliveriesUnderTest>()>;

/// What every adapter of DeliveryStore must do.
class DeliveryStoreContract : public ::testing::TestWithParam<DeliveriesFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
    static constexpr std::chrono::seconds kLease{60};

    void add(const std::string& queue, const std::string& message) {
        run_task(store().add({{queue, {message, "order.paid", "{\"of\":\"" + message + "\"}"}}}, kNow));
    }
    std::optional<Delivery> take(const std::string& queue, Timestamp now = kNow) {
        return run_task(store().take(queue, now, now + kLease));
    }
    DeliveryStore& store() { return subject_->store(); }

    std::unique_ptr<DeliveriesUnderTest> subject_ = GetParam()();
};

}  // namespace fairgate::testing
