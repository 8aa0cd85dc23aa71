#pragma once

#include "inventory/seat_store.hpp"
#include "support/run_task.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

/// A store under test with an event of at least 12 seats, all available, and a way to put orders into it.
class SeatStoreUnderTest {
  public:
    virtual ~SeatStoreUnderTest() = default;
    virtual SeatStore& store() = 0;
    virtual EventId event() const = 0;
    virtual void add_pending_order(SessionId session, HoldId hold) = 0;
    /// The hold's seats are bought in one order.
    virtual void sell(Session buyer, Hold hold) = 0;
};

using SeatStoreFactory = std::function<std::unique_ptr<SeatStoreUnderTest>()>;

/// What every adapter of SeatStore must do; instantiate it with a factory.
class SeatStoreContract : public ::testing::TestWithParam<SeatStoreFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
    static constexpr Timestamp kEnd = kNow + std::chrono::minutes{10};

    static Session session(std::uint64_t id) { return {SessionId{id}, std::nullopt}; }
    HoldRequest ask(std::uint64_t who, std::vector<SeatIndex> seats) {
        return {.new_id = HoldId{next_hold_++},
                .session = session(who),
                .seats = std::move(seats),
                .expires_at = kEnd};
    }
    std::vector<HoldResult> commit(std::vector<HoldRequest> batch, Timestamp now = kNow) {
        return run_task(store().commit_holds(event(), std::move(batch), now));
    }
    HoldResult hold(HoldRequest request, Timestamp now = kNow) {
        std::vector<HoldRequest> batch{std::move(request)};
        return commit(std::move(batch), now).at(0);
    }
    SeatStore& store() { return under_test_->store(); }
    EventId event() const { return under_test_->event(); }

    std::unique_ptr<SeatStoreUnderTest> under_test_ = GetParam()();
    std::uint64_t next_hold_ = 9001;
};

}  // namespace fairgate::testing
