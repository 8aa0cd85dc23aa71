#include "support/soon.hpp"
#include "unit/inventory/inventory_house.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <map>
#include <set>

namespace fairgate::testing {
namespace {

/// One shopper who takes what there is, now and then by letting us choose, and sometimes lets go.
Task<void> shop(InventoryHouse& house, std::uint64_t number, std::atomic<int>& failures) {
    const Session me = house.session(1000 + number);
    SeededRandom random(number);
    for (int i = 0; i < 8; ++i) {
        const auto dice = random.below(10);
        if (dice < 6) {
            api::ReserveSeatsRequest request{.event_id = house.event};
            std::set<std::uint32_t> seats;
            while (seats.size() < 2) seats.insert(random.below(60));
            for (const auto seat : seats) request.seat_ids.push_back(std::to_string(seat));
            ReserveResult result = co_await house->reserve(me, std::move(request));
            if (!result && result.error().error == ReserveError::busy) ++failures;
        } else if (dice < 8) {
            api::BestAvailableRequest request{.event_id = house.event, .quantity = 2};
            co_await house->best(me, std::move(request));
        } else {
            api::ReleaseSeatsRequest request{.event_id = house.event};
            co_await house->release(me, std::move(request));
        }
    }
}

TEST(StampedeTest, ManyThreadsNeverGiveASeatToTwo) {
    InventoryHouse house(square_plan(2, 3, 10), 2);
    std::atomic<int> failures = 0;
    asio::thread_pool callers(3);
    TaskGroup group("shoppers");
    for (std::uint64_t i = 0; i < 100; ++i) group.spawn(callers.get_executor(), shop(house, i, failures));
    run_task(group.join());
    callers.join();
    EXPECT_EQ(failures, 0);
    const auto dump = house.dump();
    EXPECT_THAT(broken_invariants(dump, house.rules), ::testing::IsEmpty());
    std::size_t held = 0;
    std::map<SessionId, std::size_t> by_session;
    for (const auto& seat : dump.seats) {
        if (seat.status != SeatStatus::held) continue;
        ++held;
        EXPECT_LE(++by_session[seat.session], 6U);
    }
    const auto known = run_task(house->map.availability(house.event));
    EXPECT_EQ(known->held, held) << "the live map must agree with the store";

    for (std::uint64_t i = 0; i < 100; ++i) house.release(house.session(1000 + i));
    EXPECT_EQ(house->locks.size(), 0U) << "no lock may be left behind";
    EXPECT_EQ(run_task(house->map.availability(house.event))->available, 60U);
}

TEST(StampedeTest, ARushSharesCommits) {
    InventoryHouse house(square_plan(2, 10, 20));
    asio::thread_pool callers(1);
    TaskGroup group("shoppers");
    const auto before = house->batcher.batches();
    // The store is busy until all of them have come.
    std::promise<void> all_are_here;
    auto hold = [come = all_are_here.get_future().share()](sqlite::Connection&) {
        come.wait();
        return true;
    };
    auto held = asio::co_spawn(callers, house->file.writer().run(hold), asio::use_future);
    for (std::uint64_t i = 0; i < 200; ++i) {
        api::ReserveSeatsRequest request{.event_id = house.event, .seat_ids = {std::to_string(i)}};
        group.spawn(callers.get_executor(),
                    [](InventoryHouse& h, Session s, api::ReserveSeatsRequest r) -> Task<void> {
                        co_await h->reserve(s, std::move(r));
                    }(house, house.session(i + 1), std::move(request)));
    }
    // Then all that is left to do is to ask the store.
    EXPECT_TRUE(soon([&] { return house->locks.size() == 200; }));
    all_are_here.set_value();
    held.get();
    run_task(group.join());
    callers.join();
    EXPECT_EQ(run_task(house->map.availability(house.event))->held, 200U);
    EXPECT_LT(house->batcher.batches() - before, 100U);
}

}  // namespace
}  // namespace fairgate::testing
