#include "base/shield.hpp"
#include "unit/inventory/inventory_house.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

namespace fairgate::testing {
namespace {

/// A store that refuses batches with seat 13 in them, and answers only when it is let go.
class FussyStore final : public SeatStore {
  public:
    static constexpr SeatIndex kUnlucky = 13;

    Task<std::vector<HoldResult>> commit_holds(EventId, std::vector<HoldRequest> batch, Timestamp) override {
        sizes.push_back(batch.size());
        if (waiting_for_go) {
            co_await suspend<bool>([this](Resume<bool> resume) { go = std::move(resume); });
        }
        std::vector<HoldResult> results;
        for (const auto& request : batch) {
            if (std::ranges::count(request.seats, kUnlucky) > 0) throw std::runtime_error("unlucky");
            results.push_back({.outcome = HoldOutcome::held, .added = request.seats});
        }
        co_return results;
    }
    Task<ReleaseResult> release(EventId, SessionId, std::optional<std::vector<SeatIndex>>,
                                Timestamp) override {
        co_return ReleaseResult{};
    }
    Task<std::vector<ExpiredSeat>> expire(std::optional<EventId>, Timestamp) override {
        co_return std::vector<ExpiredSeat>{};
    }
    Task<std::optional<Hold>> find_hold(EventId, SessionId, Timestamp) override { co_return std::nullopt; }
    Task<std::vector<SeatChange>> taken_seats(EventId) override { co_return std::vector<SeatChange>{}; }

    std::vector<std::size_t> sizes;
    bool waiting_for_go = false;
    std::optional<Resume<bool>> go;
};

class Nobody final : public SeatChanges, public SeatChooser {
  public:
    void publish(EventId, std::span<const SeatChange>) override {}
    std::vector<std::vector<SeatIndex>> choose(EventId, std::span<const SeatWish> wishes,
                                               std::span<const SeatIndex>) override {
        return std::vector<std::vector<SeatIndex>>(wishes.size());
    }
};

class HoldBatcherTest : public ::testing::Test {
  public:
    /// Asks for one seat a request; the outcomes stand under the seats when the loop has run.
    void ask(SeatIndex seat) { group.spawn(loop.get_executor(), ask_one(seat)); }
    Task<void> ask_one(SeatIndex seat) {
        HoldRequest request{.new_id = HoldId{seat + 1U}, .seats = {seat}};
        try {
            HoldResult result = co_await batcher.commit(EventId{1}, std::move(request));
            outcomes[seat] = result.outcome;
        } catch (const std::runtime_error&) {
            failed.push_back(seat);
        }
    }

    ManualClock clock{noon()};
    FussyStore store;
    Nobody nobody;
    asio::io_context loop;
    HoldBatcher batcher{store, nobody, nobody, clock, loop.get_executor()};
    TaskGroup group{"askers"};
    std::map<SeatIndex, HoldOutcome> outcomes;
    std::vector<SeatIndex> failed;
};

TEST_F(HoldBatcherTest, GathersWhileABatchIsBeingCommitted) {
    store.waiting_for_go = true;
    ask(0);
    loop.run_one();
    while (!store.go) loop.run_one();
    for (SeatIndex seat = 1; seat <= 5; ++seat) ask(seat);
    loop.poll();
    store.waiting_for_go = false;
    (*store.go)(nullptr, true);
    loop.run();
    EXPECT_THAT(store.sizes, ::testing::ElementsAre(1, 5));
    EXPECT_EQ(outcomes.size(), 6U);
}

TEST_F(HoldBatcherTest, OneBadRequestSpoilsNothing) {
    for (SeatIndex seat = 10; seat < 16; ++seat) ask(seat);
    loop.run();
    EXPECT_THAT(failed, ::testing::ElementsAre(FussyStore::kUnlucky));
    EXPECT_EQ(outcomes.size(), 5U);
}

TEST_F(HoldBatcherTest, SaysBusyWhenTooManyWait) {
    store.waiting_for_go = true;
    ask(0);
    while (!store.go) loop.run_one();
    for (SeatIndex seat = 100; seat <= 100 + HoldBatcher::kWaitingPerEventMax; ++seat) ask(seat);
    loop.poll();
    EXPECT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes.begin()->second, HoldOutcome::busy);
    store.waiting_for_go = false;
    (*store.go)(nullptr, true);
    loop.run();
    EXPECT_EQ(outcomes.size(), HoldBatcher::kWaitingPerEventMax + 2);
    EXPECT_TRUE(std::ranges::all_of(store.sizes, [](auto size) { return size <= HoldBatcher::kBatchMax; }));
}

TEST_F(HoldBatcherTest, ACancelledCallersRequestIsCarriedOut) {
    store.waiting_for_go = true;
    TaskGroup shield("shield");
    TaskGroup callers("callers");
    Task<bool> work = [](HoldBatcherTest& test) -> Task<bool> {
        co_await test.ask_one(7);
        co_return true;
    }(*this);
    callers.spawn(loop.get_executor(), [](TaskGroup& g, Task<bool> task) -> Task<void> {
        co_await shielded(g, std::move(task));
    }(shield, std::move(work)));
    while (!store.go) loop.run_one();
    callers.cancel();
    loop.poll();
    EXPECT_EQ(callers.size(), 0U);
    EXPECT_EQ(shield.size(), 1U);
    (*store.go)(nullptr, true);
    loop.run();
    EXPECT_EQ(outcomes.at(7), HoldOutcome::held);
    EXPECT_EQ(shield.size(), 0U);
}

}  // namespace
}  // namespace fairgate::testing
