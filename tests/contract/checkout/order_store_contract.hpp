#pragma once

#include "checkout/order_store.hpp"
#include "inventory/seat_store.hpp"
#include "support/run_task.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

/// A store under test with the account 5, an event of at least 10 seats, all available, and the seats that
/// belong to it.
class OrderStoreUnderTest {
  public:
    virtual ~OrderStoreUnderTest() = default;
    virtual OrderStore& store() = 0;
    virtual SeatStore& seats() = 0;
    virtual EventId event() const = 0;
};

using OrderStoreFactory = std::function<std::unique_ptr<OrderStoreUnderTest>()>;

/// What every adapter of OrderStore must do; instantiate it with a factory.
class OrderStoreContract : public ::testing::TestWithParam<OrderStoreFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
    static constexpr Timestamp kHoldEnd = kNow + std::chrono::minutes{10};
    static constexpr Timestamp kDeadline = kNow + std::chrono::seconds{10};
    static constexpr Timestamp kExtended = kNow + std::chrono::minutes{20};

    Hold hold(std::uint64_t session, std::vector<SeatIndex> seats, Timestamp now = kNow);
    NewOrder order(const Hold& hold, std::string key);
    /// One of the account, which may have three seats.
    NewOrder limited_order(const Hold& hold, std::string key);
    Sale sale(const OrderRecord& order);
    BeginResult begin(NewOrder order, Timestamp now = kNow) {
        return run_task(store().begin(std::move(order), now));
    }
    CompleteResult complete(Sale sale, Timestamp now = kNow) {
        return run_task(store().complete(std::move(sale), now));
    }
    OrderRecord find(OrderId id) { return *run_task(store().find(id)); }
    std::vector<OrderRecord> open(Timestamp overdue_at, std::vector<OrderId> except = {}) {
        return run_task(store().open_orders(overdue_at, 10, std::move(except)));
    }
    std::optional<Hold> hold_of(std::uint64_t session, Timestamp now = kNow) {
        return run_task(subject_->seats().find_hold(subject_->event(), SessionId{session}, now));
    }

    OrderStore& store() { return subject_->store(); }

    std::unique_ptr<OrderStoreUnderTest> subject_ = GetParam()();
    std::uint64_t next_id_ = 1000;
};

}  // namespace fairgate::testing
