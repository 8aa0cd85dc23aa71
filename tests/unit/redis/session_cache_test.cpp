#include "adapters/redis/redis_session_cache.hpp"
#include "support/redis_server.hpp"

#include <gmock/gmock.h>

namespace fairgate::testing {
namespace {

class RedisSessionCacheTest : public ::testing::Test {
  protected:
    std::optional<SessionRecord> find() { return run_task(cache_.find(session_.id)); }
    void put() { finish(cache_.put(session_, now_)); }
    void drop() { finish(cache_.drop(session_.id)); }
    static void finish(Task<void> task) {
        run_task([](Task<void> work) -> Task<bool> {
            co_await std::move(work);
            co_return true;
        }(std::move(task)));
    }
    long long milliseconds_left() { return std::stoll(server_.command({"PTTL", key_})); }

    RedisServer server_;
    RedisHouse house_{server_.url()};
    Timestamp now_ = house_.clock.now();
    SessionRecord session_{SessionId{77}, UserId{5}, Bytes(32, 9), now_ + std::chrono::days{30}};
    std::string key_ = "session:" + session_.id.text();
    redis::RedisSessionCache cache_{house_.client()};
};

TEST_F(RedisSessionCacheTest, FindsWhatWasPutForAWhile) {
    EXPECT_FALSE(find());
    put();
    const auto found = find();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, session_.id);
    EXPECT_EQ(found->user, session_.user);
    EXPECT_EQ(found->token_hash, session_.token_hash);
    EXPECT_EQ(found->expires_at, session_.expires_at);
    EXPECT_LE(milliseconds_left(), 600'000);
    EXPECT_GT(milliseconds_left(), 550'000);
}

TEST_F(RedisSessionCacheTest, KeepsNoSessionBeyondItsEnd) {
    session_.expires_at = now_ + std::chrono::seconds{30};
    put();
    EXPECT_LE(milliseconds_left(), 30'000);
    server_.command({"FLUSHALL"});
    session_.expires_at = now_;
    put();
    EXPECT_FALSE(find());
}

TEST_F(RedisSessionCacheTest, TakesNoSessionThatWasReadBeforeItWasDropped) {
    put();
    drop();
    EXPECT_FALSE(find());
    put();
    EXPECT_FALSE(find()) << "that is the session as it was";
    EXPECT_LE(milliseconds_left(), 60'000);
}

TEST_F(RedisSessionCacheTest, TakesNonsenseForNothing) {
    for (const char* nonsense : {"", "{}", R"({"user":"x","token_hash":"AA","ends_at":1})",
                                 R"({"user":"0000000000005","token_hash":"*","ends_at":1})"}) {
        server_.command({"SET", key_, nonsense});
        EXPECT_FALSE(find()) << nonsense;
    }
    server_.command({"DEL", key_});
    server_.command({"LPUSH", key_, "a list"});
    EXPECT_FALSE(find());
    put();
    drop();
}

TEST_F(RedisSessionCacheTest, IsEmptyWhileRedisIsAway) {
    put();
    server_.kill();
    EXPECT_FALSE(find());
    put();
    drop();
    server_.resume();
    EXPECT_TRUE(soon([&] {
        put();
        return find().has_value();
    }));
}

}  // namespace
}  // namespace fairgate::testing
