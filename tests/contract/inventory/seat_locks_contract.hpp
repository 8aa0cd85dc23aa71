#pragma once

#include "inventory/seat_locks.hpp"
#include "support/run_task.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

using SeatLocksFactory = std::function<std::unique_ptr<SeatLocks>()>;

/// What every adapter of SeatLocks must do; instantiate it with a factory.
class SeatLocksContract : public ::testing::TestWithParam<SeatLocksFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
    static constexpr Timestamp kEnd = kNow + std::chrono::minutes{10};

    LockResult acquire(std::vector<SeatIndex> seats, std::uint64_t hold, Timestamp now = kNow) {
        return run_task(locks_->acquire(EventId{1}, std::move(seats), HoldId{hold}, now, kEnd));
    }
    void release(std::vector<SeatIndex> seats, std::uint64_t hold) {
        run_task([](SeatLocks& locks, std::vector<SeatIndex> list, HoldId id) -> Task<bool> {
            co_await locks.release(EventId{1}, std::move(list), id);
            co_return true;
        }(*locks_, std::move(seats), HoldId{hold}));
    }

    std::unique_ptr<SeatLocks> locks_ = GetParam()();
};

}  // namespace fairgate::testing
