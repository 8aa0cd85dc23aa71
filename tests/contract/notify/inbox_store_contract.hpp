#pragma once

#include "notify/inbox_store.hpp"
#include "support/run_task.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

/// Keeps an inbox and what it stands on.
class InboxUnderTest {
  public:
    virtual ~InboxUnderTest() = default;
    virtual InboxStore& store() = 0;
};

using InboxFactory = std::function<std::unique_ptr<InboxUnderTest>()>;

/// What every adapter of InboxStore must do.
class InboxStoreContract : public ::testing::TestWithParam<InboxFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
    static constexpr std::chrono::seconds kLease{60};

    InboxClaim claim(const std::string& consumer, const std::string& message, Timestamp now = kNow) {
        return run_task(store().claim(consumer, message, now, now + kLease));
    }
    InboxStore& store() { return subject_->store(); }

    std::unique_ptr<InboxUnderTest> subject_ = GetParam()();
};

}  // namespace fairgate::testing
