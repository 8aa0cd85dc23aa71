#include "contract/checkout/idempotency_cache_contract.hpp"

#include "adapters/memory/memory_idempotency_cache.hpp"
#include "adapters/redis/redis_idempotency_cache.hpp"
#include "support/redis_server.hpp"

namespace fairgate::testing {

TEST_P(IdempotencyCacheContract, KnowsNothingOfANewKey) {
    EXPECT_FALSE(find(key_));
}

TEST_P(IdempotencyCacheContract, GivesTheAnswerBackByteForByte) {
    put(key_, answer(7));
    const auto found = find(key_);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->order, OrderId{7});
    EXPECT_EQ(found->session, SessionId{8});
    EXPECT_EQ(found->event, EventId{9});
    EXPECT_EQ(found->hold, HoldId{10});
    EXPECT_EQ(found->response, answer(7).response);
    EXPECT_FALSE(find(key_ + "x"));
}

TEST_P(IdempotencyCacheContract, KeepsTheFirstAnswer) {
    put(key_, answer(7));
    put(key_, answer(100, "{}"));
    EXPECT_EQ(find(key_)->order, OrderId{7});
}

TEST_P(IdempotencyCacheContract, ForgetsAfterADay) {
    put(key_, answer(7));
    EXPECT_TRUE(find(key_, kNow + std::chrono::hours{24} - std::chrono::milliseconds{1}));
    EXPECT_FALSE(find(key_, kNow + std::chrono::hours{24}));
}

namespace {

/// A cache with the client that it needs.
class Answers final : public IdempotencyCache {
  public:
    explicit Answers(RedisServer::Kind kind) : house_(RedisServer::shared(kind).url()) {}

    Task<std::optional<CachedAnswer>> find(std::string key, Timestamp now) override {
        return cache_.find(std::move(key), now);
    }
    Task<void> put(std::string key, CachedAnswer answer, Timestamp now) override {
        return cache_.put(std::move(key), std::move(answer), now);
    }

  private:
    RedisHouse house_;
    redis::RedisIdempotencyCache cache_{house_.client()};
};

const IdempotencyCacheFactory kMemory = [] { return std::make_unique<MemoryIdempotencyCache>(); };
const IdempotencyCacheFactory kSingle = [] { return std::make_unique<Answers>(RedisServer::Kind::single); };
const IdempotencyCacheFactory kCluster = [] { return std::make_unique<Answers>(RedisServer::Kind::cluster); };
INSTANTIATE_TEST_SUITE_P(Memory, IdempotencyCacheContract, ::testing::Values(kMemory));
INSTANTIATE_TEST_SUITE_P(Redis, IdempotencyCacheContract, ::testing::Values(kSingle));
INSTANTIATE_TEST_SUITE_P(RedisCluster, IdempotencyCacheContract, ::testing::Values(kCluster));

}  // namespace
}  // namespace fairgate::testing
