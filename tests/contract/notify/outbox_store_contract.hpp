#pragma once

#include "notify/outbox_store.hpp"
#include "support/run_task.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

/// An empty outbox, and the way in that a sale takes.
class OutboxUnderTest {
  public:
    virtual ~OutboxUnderTest() = default;
    virtual OutboxStore& store() = 0;
    virtual void commit_message(const std::string& topic, const std::string& body,
                                const std::string& trace = {}) = 0;
};

using OutboxFactory = std::function<std::unique_ptr<OutboxUnderTest>()>;

/// What every adapter of OutboxStore must do.
class OutboxStoreContract : public ::testing::TestWithParam<OutboxFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
    static constexpr std::chrono::seconds kLease{60};

    std::vector<OutboxMessage> claim(std::uint32_t limit, Timestamp now = kNow) {
        return run_task(store().claim(limit, now, now + kLease));
    }
    std::vector<std::string> bodies(const std::vector<OutboxMessage>& messages);
    OutboxStore& store() { return subject_->store(); }

    std::unique_ptr<OutboxUnderTest> subject_ = GetParam()();
};

}  // namespace fairgate::testing
