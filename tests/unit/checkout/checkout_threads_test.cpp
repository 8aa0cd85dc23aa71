#include "checkout_world.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/thread_pool.hpp>
#include <gmock/gmock.h>

#include <array>
#include <vector>

namespace fairgate {
namespace {

using namespace fairgate::testing;
using ::testing::IsEmpty;

/// The selling side as a server has it: each request on one of several event loops, and beside them recovery,
/// here that of several nodes.
class CheckoutThreadsTest : public ::testing::Test {
  protected:
    CheckoutThreadsTest() { world_.create_event(); }
    ~CheckoutThreadsTest() override {
        for (auto& loop : loops_) loop.join();
    }

    std::future<CheckoutResult> buy(std::size_t loop, Session session, const std::string& key) {
        return asio::co_spawn(loops_.at(loop), checkout_({session, std::nullopt}, request(key)),
                              asio::use_future);
    }

    /// The recovery of a node of its own, whose rounds come one after the other.
    std::future<void> sweep(std::size_t loop) {
        return asio::co_spawn(loops_.at(loop), sweep_often(recoveries_.at(loop)), asio::use_future);
    }
    static Task<void> sweep_often(OrderRecovery& recovery) {
        for (int round = 0; round < 5; ++round) co_await recovery.sweep(Timestamp::max());
    }

    TemporaryFolder folder_;
    CheckoutWorld world_{folder_.path(), kStart};
    TaskGroup tasks_{"checkouts"};
    CheckoutPorts ports_{world_.store,   world_.seats,  world_.locks,   world_.map,
                         world_.catalog, world_.bank,   world_.answers, [](EventId) { return 7u; },
                         world_.clock,   world_.random, tasks_};
    Settlement settlement_{ports_, world_.rules};
    OrderRecovery recovery_{ports_, world_.rules, settlement_};
    std::vector<OrderRecovery> recoveries_{4, recovery_};
    Checkout checkout_{ports_, world_.rules, world_.breaker, settlement_, recovery_};
    std::array<asio::thread_pool, 4> loops_{asio::thread_pool(1), asio::thread_pool(1), asio::thread_pool(1),
                                            asio::thread_pool(1)};
};

TEST_F(CheckoutThreadsTest, ChargesEachKeyOnceWhicheverLoopsAskForIt) {
    constexpr std::size_t kBuyers = 5;
    std::vector<std::future<CheckoutResult>> answers;
    for (std::size_t i = 0; i < kBuyers; ++i) {
        const Session buyer{SessionId{100 + i}, std::nullopt};
        ASSERT_TRUE(world_.hold(buyer, {static_cast<SeatIndex>(2 * i), static_cast<SeatIndex>(2 * i + 1)}));
        for (std::size_t loop = 0; loop < loops_.size(); ++loop) {
            answers.push_back(buy(loop, buyer, "purchase-of-" + std::to_string(i)));
        }
    }
    std::vector<std::future<void>> sweeps;
    for (std::size_t loop = 0; loop < loops_.size(); ++loop) sweeps.push_back(sweep(loop));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto answer = answers[i].get();
        ASSERT_TRUE(answer) << "buyer " << i / loops_.size();
        EXPECT_EQ(answer->order, world_.order_of("purchase-of-" + std::to_string(i / loops_.size()))->id);
    }
    for (auto& sweep : sweeps) sweep.get();
    asio::co_spawn(loops_.front(), tasks_.join(), asio::use_future).get();
    EXPECT_EQ(world_.ledger().size(), kBuyers);
    EXPECT_THAT(world_.violations(), IsEmpty());
}

}  // namespace
}  // namespace fairgate
