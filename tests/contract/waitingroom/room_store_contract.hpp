#pragma once

#include "support/run_task.hpp"
#include "waitingroom/room_store.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

/// A store under test, empty.
class RoomStoreUnderTest {
  public:
    virtual ~RoomStoreUnderTest() = default;
    virtual RoomStore& store() = 0;
    /// Closes the store and opens it again: what was not durable is gone.
    virtual void reopen() = 0;
};

using RoomStoreFactory = std::function<std::unique_ptr<RoomStoreUnderTest>()>;

/// What every adapter of RoomStore must do; instantiate it with a factory.
class RoomStoreContract : public ::testing::TestWithParam<RoomStoreFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
    static constexpr EventId kEvent{7};
    static constexpr std::chrono::minutes kTurn{2};

    RoomRecord open(std::uint8_t seed = 1, EventId event = kEvent) {
        DrawSeed bytes;
        bytes.fill(seed);
        return run_task(store().open(event, bytes, {}));
    }
    JoinedEntry join(std::uint64_t session, EventId event = kEvent) {
        return run_task(store().join(event, SessionId{session}, kNow));
    }
    RoomRecord draw(Timestamp at = kNow) { return run_task(store().draw(kEvent, at)); }
    std::vector<std::uint32_t> give_turns(std::vector<std::uint32_t> entries) {
        return run_task(store().give_turns(kEvent, std::move(entries), kNow + kTurn));
    }
    bool enter(std::uint32_t entry, Timestamp at = kNow) {
        return run_task(store().enter(kEvent, entry, at, at + std::chrono::minutes{15}));
    }
    bool end(std::uint32_t entry, EntryState how) { return run_task(store().end(kEvent, entry, how)); }
    std::vector<EntryState> states();
    RoomStore& store() { return subject_->store(); }

    std::unique_ptr<RoomStoreUnderTest> subject_ = GetParam()();
};

}  // namespace fairgate::testing
