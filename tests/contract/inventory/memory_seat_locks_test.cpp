#include "adapters/memory/memory_seat_locks.hpp"

#include "contract/inventory/seat_locks_contract.hpp"

namespace fairgate::testing {
namespace {

using memory::MemorySeatLocks;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const SeatLocksFactory kMemory = [] { return std::make_unique<MemorySeatLocks>(); };
INSTANTIATE_TEST_SUITE_P(Memory, SeatLocksContract, ::testing::Values(kMemory));

TEST(MemorySeatLocksTest, AreTakenOverWhenTheSeatWasReleasedElsewhere) {
    bool looks_free = true;
    MemorySeatLocks locks([&](EventId, SeatIndex) { return looks_free; });
    const Timestamp begin{std::chrono::milliseconds{1'795'000'000'000}};
    const auto acquired = [&](std::uint64_t hold, Timestamp now) {
        const LockOwner owner{HoldId{hold}, SessionId{hold}};
        return run_task(locks.acquire(EventId{7}, {1}, owner, now, now + std::chrono::minutes{10})).acquired;
    };
    EXPECT_THAT(acquired(10, begin), ElementsAre(1));
    const Timestamp later = begin + MemorySeatLocks::kOrphanAge;
    EXPECT_THAT(acquired(11, later - std::chrono::milliseconds{1}), IsEmpty())
        << "the map may not have heard of the hold yet";
    looks_free = false;
    EXPECT_THAT(acquired(11, later), IsEmpty()) << "the hold is there";
    looks_free = true;
    EXPECT_THAT(acquired(11, later), ElementsAre(1));
    EXPECT_THAT(acquired(12, later), IsEmpty()) << "one takes a lock over, not all who come";
}

}  // namespace
}  // namespace fairgate::testing
