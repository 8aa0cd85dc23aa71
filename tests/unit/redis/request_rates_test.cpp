#include "adapters/redis/redis_request_rates.hpp"
#include "support/redis_server.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Beyond = redis::RedisRequestRates::Beyond;

class RedisRequestRatesTest : public ::testing::Test {
  protected:
    std::optional<double> take(redis::RedisRequestRates& rates, std::uint32_t requests,
                               const std::string& client = "203.0.113.9") {
        return run_task(rates.take(client, requests));
    }

    RedisServer server_;
    RedisHouse house_{server_.url()};
    /// Fills so slowly that a test does not see it.
    redis::RedisRequestRates slow_{house_.client(), "rate", 0.001, 100, Beyond::owed};
};

TEST_F(RedisRequestRatesTest, AreOneBucketForAllNodes) {
    redis::RedisRequestRates other_node{house_.client(), "rate", 0.001, 100, Beyond::owed};
    EXPECT_NEAR(*take(slow_, 10), 90, 0.1);
    EXPECT_NEAR(*take(other_node, 30), 60, 0.1);
    EXPECT_NEAR(*take(slow_, 0), 60, 0.1);
    EXPECT_NEAR(*take(slow_, 1, "203.0.113.10"), 99, 0.1) << "of another client";
}

TEST_F(RedisRequestRatesTest, RememberWhatWasLetThroughBeyondThemDownToABurst) {
    EXPECT_NEAR(*take(slow_, 150), -50, 0.1);
    EXPECT_NEAR(*take(slow_, 1'000), -100, 0.1);
}

TEST_F(RedisRequestRatesTest, TakeNothingForWhatIsRefused) {
    redis::RedisRequestRates joins{house_.client(), "join", 0.001, 100, Beyond::refused};
    EXPECT_NEAR(*take(joins, 99), 1, 0.1);
    EXPECT_NEAR(*take(joins, 3), -2, 0.1);
    EXPECT_NEAR(*take(joins, 1), 0, 0.1);
    EXPECT_NEAR(*take(slow_, 0), 100, 0.1) << "of another kind";
}

TEST_F(RedisRequestRatesTest, FillAgain) {
    redis::RedisRequestRates quick{house_.client(), "rate", 1'000, 100, Beyond::owed};
    EXPECT_LT(*take(quick, 100), 50);
    EXPECT_TRUE(soon([&] { return take(quick, 0) == 100.0; }));
}

TEST_F(RedisRequestRatesTest, KeepNoAddressAndNothingForLong) {
    take(slow_, 100);
    const auto keys = server_.command({"KEYS", "*"});
    EXPECT_THAT(keys, HasSubstr("rate:"));
    EXPECT_THAT(keys, Not(HasSubstr("203.0.113.9")));
    server_.command({"FLUSHALL"});
    redis::RedisRequestRates quick{house_.client(), "rate", 50, 100, Beyond::owed};
    take(quick, 100);
    EXPECT_TRUE(soon([&] { return server_.command({"DBSIZE"}) == "0"; }));
}

TEST_F(RedisRequestRatesTest, BeginAnewAfterNonsenseAndAWipe) {
    take(slow_, 90);
    server_.command({"FLUSHALL"});
    EXPECT_NEAR(*take(slow_, 10), 90, 0.1);
    server_.command({"SET", server_.command({"RANDOMKEY"}), "nonsense"});
    EXPECT_NEAR(*take(slow_, 10), 90, 0.1);
}

TEST_F(RedisRequestRatesTest, SayNothingWhileRedisIsAway) {
    server_.kill();
    EXPECT_FALSE(take(slow_, 10));
    server_.resume();
    EXPECT_TRUE(soon([&] { return take(slow_, 10).has_value(); }));
}

}  // namespace
}  // namespace fairgate::testing
