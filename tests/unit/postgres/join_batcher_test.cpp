#include "adapters/postgres/join_batcher.hpp"

#include "support/lock_wait.hpp"
#include "support/postgres_house.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>

#include <future>

namespace fairgate::testing {
namespace {

using postgres::JoinBatcher;

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
constexpr EventId kEvent{7};
constexpr const char* kRoom =
    "INSERT INTO rooms (event_id, seed, paused, shoppers_max, rate_per_minute)"
    " VALUES (7, decode(repeat('01', 32), 'hex'), false, 10, 0)";

class JoinBatcherTest : public ::testing::Test {
  protected:
    JoinBatcherTest() { house_.database.sql(kRoom); }

    std::future<RoomUpdate> join(std::uint64_t session) {
        return asio::co_spawn(loop_, batcher_.join(kEvent, SessionId{session}, kNow), asio::use_future);
    }

    PostgresHouse house_;
    JoinBatcher batcher_{house_.pool()};
    asio::io_context loop_;
};

TEST_F(JoinBatcherTest, CommitsTogetherWhoComesMeanwhileInTheOrderOfArrival) {
    constexpr std::uint64_t kFans = 100;
    PostgresSession other(house_.database.dsn());
    other.run("BEGIN; SELECT FROM rooms WHERE event_id = 7 FOR UPDATE");
    auto first = join(1'000);
    ASSERT_NO_FATAL_FAILURE(poll_until_one_waits(loop_, house_.database));
    std::vector<std::future<RoomUpdate>> joined;
    // Not in the order of their ids, and one of them twice.
    for (std::uint64_t i = 0; i < kFans; ++i) joined.push_back(join(900 - i));
    joined.push_back(join(900));
    loop_.poll();
    other.run("ROLLBACK");
    loop_.run();
    EXPECT_EQ(first.get().entries.at(0).entry, 0U);
    for (std::uint32_t i = 0; i < kFans; ++i) EXPECT_EQ(joined[i].get().entries.at(0).entry, 1 + i);
    EXPECT_EQ(joined[kFans].get().entries.at(0).entry, 1U);
    EXPECT_EQ(batcher_.batches(), 2U);
    EXPECT_EQ(house_.database.sql("SELECT version FROM rooms"), "3") << "one change each";
}

}  // namespace
}  // namespace fairgate::testing
