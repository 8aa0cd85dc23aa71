#pragma once

#include "base/random.hpp"
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

    /// A hold has a session of its own, unless told otherwise.
    LockResult acquire(std::vector<SeatIndex> seats, std::uint64_t hold, Timestamp now = kNow,
                       std::uint64_t session = 0) {
        const LockOwner owner{HoldId{hold}, SessionId{session > 0 ? session : hold}};
        return run_task(locks_->acquire(event_, std::move(seats), owner, now, kEnd));
    }
    void release(std::vector<SeatIndex> seats, std::uint64_t hold) {
        run_task([](SeatLocks& locks, EventId event, std::vector<SeatIndex> list, HoldId id) -> Task<bool> {
            co_await locks.release(event, std::move(list), id);
            co_return true;
        }(*locks_, event_, std::move(seats), HoldId{hold}));
    }

    SystemRandom random_;
    /// One that nobody else has locks in: tests share a server.
    EventId event_ = EventId::make(kNow, random_);
    std::unique_ptr<SeatLocks> locks_ = GetParam()();
};

}  // namespace fairgate::testing
