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

/// What every adapter of RoomStore must do; instantiate it with a factory. The store's clock follows the
/// caller's.
class RoomStoreContract : public ::testing::TestWithParam<RoomStoreFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
    static constexpr EventId kEvent{7};
    static constexpr std::chrono::minutes kTurn{2};
    static constexpr std::chrono::minutes kWindow{15};

    RoomRecord open(std::uint8_t seed = 1, EventId event = kEvent) {
        DrawSeed bytes;
        bytes.fill(seed);
        return run_task(store().open(event, bytes, {}));
    }
    EntryRecord join(std::uint64_t session, EventId event = kEvent, Timestamp at = kNow) {
        return run_task(store().join(event, SessionId{session}, at)).entries.at(0);
    }
    /// With a code that ends with the day.
    Redeemed redeem(std::uint64_t holder, CodeUse use, Timestamp at = kNow) {
        use.until = kNow + std::chrono::hours{24};
        return run_task(store().redeem(kEvent, SessionId{holder}, use, at, kWindow));
    }
    RoomRecord draw(Timestamp at = kNow) { return run_task(store().draw(kEvent, at)); }
    /// Those whose turn it was given now.
    std::vector<std::uint32_t> give_turns(std::vector<std::uint32_t> entries, Timestamp at = kNow);
    /// What has ended by then.
    std::vector<std::pair<std::uint32_t, EntryState>> expire(Timestamp at);
    bool enter(std::uint32_t entry, Timestamp at = kNow) {
        return !run_task(store().enter(kEvent, entry, at, kWindow)).entries.empty();
    }
    bool end(std::uint32_t entry, EntryState how) {
        return !run_task(store().end(kEvent, entry, how)).entries.empty();
    }
    void adjust(LimitsChange change, Timestamp at = kNow) { run_task(store().adjust(kEvent, change, at)); }
    RoomUpdate changes(ChangesRead read) { return run_task(store().changes(kEvent, read)); }
    /// By number.
    std::vector<EntryRecord> entries();
    std::vector<EntryState> states();
    RoomStore& store() { return subject_->store(); }

    std::unique_ptr<RoomStoreUnderTest> subject_ = GetParam()();
};

}  // namespace fairgate::testing
