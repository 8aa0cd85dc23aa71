#include "adapters/memory/memory_login_limiter.hpp"
#include "adapters/redis/redis_availability_cache.hpp"
#include "adapters/redis/redis_idempotency_cache.hpp"
#include "adapters/redis/redis_login_limiter.hpp"
#include "adapters/redis/redis_news.hpp"
#include "adapters/redis/redis_seat_locks.hpp"
#include "support/redis_server.hpp"

#include <gmock/gmock.h>

namespace fairgate::testing {
namespace {

using redis::RedisIdempotencyCache;
using redis::RedisLoginLimiter;
using redis::RedisNews;
using redis::RedisSeatLocks;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Runs a task that answers nothing.
void finish(Task<void> task) {
    run_task([](Task<void> work) -> Task<bool> {
        co_await std::move(work);
        co_return true;
    }(std::move(task)));
}

/// Locks of one event in a Redis of their own.
class RedisLocks : public ::testing::Test {
  protected:
    LockResult acquire(std::vector<SeatIndex> seats, HoldId hold, Timestamp now) {
        return run_task(
            locks_.acquire(event_, std::move(seats), {hold, SessionId{hold.value}}, now, now + minutes{10}));
    }
    HoldId hold_of(Timestamp when) { return HoldId::make(when, house_.random); }
    std::string key_of(SeatIndex seat) { return "lock:seat:{" + event_.text() + "}:" + std::to_string(seat); }

    RedisServer server_;
    RedisHouse house_{server_.url()};
    Timestamp now_ = house_.clock.now();
    EventId event_ = EventId::make(now_, house_.random);
    bool looks_free_ = false;
    RedisSeatLocks locks_{house_.client(), [this](EventId, SeatIndex) { return looks_free_; }};
};

TEST_F(RedisLocks, CostOneCommandARequestAndEndByThemselves) {
    acquire({99}, hold_of(now_), now_);
    const auto before = house_.client().figures().commands.load();
    const HoldId hold = hold_of(now_);
    acquire({1, 2, 3, 4, 5, 6}, hold, now_);
    EXPECT_EQ(house_.client().figures().commands - before, 1U);
    EXPECT_EQ(server_.command({"GET", key_of(3)}).substr(0, 13), hold.text());
    const auto left = std::stoll(server_.command({"PTTL", key_of(3)}));
    EXPECT_GT(left, 590'000);
    EXPECT_LE(left, 600'000);
    finish(locks_.release(event_, {1, 2, 3, 4, 5, 6}, hold));
    EXPECT_EQ(house_.client().figures().commands - before, 3U) << "its script had to be told";
    EXPECT_EQ(server_.command({"EXISTS", key_of(3)}), "0");
}

TEST_F(RedisLocks, AreTakenOverWhenTheyWereLeftBehind) {
    acquire({1, 2}, hold_of(now_), now_);
    looks_free_ = true;
    const auto next = hold_of(now_);
    EXPECT_THAT(acquire({1}, next, now_ + RedisSeatLocks::kOrphanAge - seconds{1}).acquired, IsEmpty())
        << "the map may not have heard of the hold yet";
    const auto later = now_ + RedisSeatLocks::kOrphanAge + seconds{1};
    looks_free_ = false;
    EXPECT_THAT(acquire({1}, next, later).acquired, IsEmpty()) << "the hold is there";
    looks_free_ = true;
    EXPECT_THAT(acquire({1}, hold_of(later), later).acquired, ElementsAre(1));
    EXPECT_THAT(acquire({1, 2}, hold_of(later), later).failed, ElementsAre(1))
        << "one takes a lock over, not all who come";
}

TEST_F(RedisLocks, LetEverybodyPassWhileRedisIsAway) {
    acquire({1}, hold_of(now_), now_);
    server_.kill();
    EXPECT_THAT(acquire({1, 2}, hold_of(now_), now_).acquired, ElementsAre(1, 2));
    finish(locks_.release(event_, {1, 2}, hold_of(now_)));
    server_.resume();
    ASSERT_TRUE(soon([&] { return house_.client().trouble().empty(); }));
    EXPECT_THAT(acquire({1}, hold_of(now_), now_).acquired, ElementsAre(1)) << "it came back empty";
    EXPECT_THAT(acquire({1}, hold_of(now_), now_).acquired, IsEmpty()) << "locks work again";
}

TEST_F(RedisLocks, BeginAnewWhenRedisWasWiped) {
    acquire({1}, hold_of(now_), now_);
    server_.command({"FLUSHALL"});
    server_.command({"SCRIPT", "FLUSH"});
    EXPECT_THAT(acquire({1}, hold_of(now_), now_).acquired, ElementsAre(1));
    EXPECT_THAT(acquire({1}, hold_of(now_), now_).acquired, IsEmpty());
}

TEST_F(RedisLocks, SurviveWhatTheyDoNotUnderstand) {
    server_.command({"SET", key_of(1), "nonsense"});
    server_.command({"LPUSH", key_of(2), "nonsense"});
    EXPECT_THAT(acquire({1}, hold_of(now_), now_).acquired, ElementsAre(1));
    EXPECT_THAT(acquire({2}, hold_of(now_), now_).acquired, ElementsAre(2)) << "the store decides";
}

TEST_F(RedisLocks, HaveCompanyThatForgetsByItselfToo) {
    RedisIdempotencyCache answers(house_.client());
    finish(answers.put("key-of-ann", {OrderId{1}, SessionId{2}, EventId{3}, HoldId{4}, "{}"}, now_));
    const auto left = std::stoll(server_.command({"TTL", "idem:key-of-ann"}));
    EXPECT_GT(left, 86'000);
    EXPECT_LE(left, 86'400);
    server_.kill();
    EXPECT_FALSE(run_task(answers.find("key-of-ann", now_)));
    finish(answers.put("key-of-ann", {OrderId{1}, SessionId{2}, EventId{3}, HoldId{4}, "{}"}, now_));
}

TEST_F(RedisLocks, AndLogInsCountOnAllNodes) {
    const LoginLimits limits{.failures_per_account_max = 2, .failures_per_address_max = 3};
    memory::MemoryLoginLimiter alone(house_.clock, limits);
    RedisHouse other(server_.url());
    RedisLoginLimiter here(house_.client(), limits, alone);
    RedisLoginLimiter there(other.client(), limits, alone);
    const auto begin = [](RedisLoginLimiter& limiter, std::string email, std::string address) {
        return run_task(limiter.begin(std::move(email), std::move(address)));
    };
    EXPECT_FALSE(begin(here, "ann@x.y", "10.0.0.1"));
    EXPECT_FALSE(begin(there, "ann@x.y", "10.0.0.2"));
    const auto wait = begin(here, "ann@x.y", "10.0.0.3");
    ASSERT_TRUE(wait);
    EXPECT_GT(*wait, minutes{4});
    EXPECT_LE(*wait, minutes{5});
    finish(there.succeeded("ann@x.y", "10.0.0.2"));
    EXPECT_FALSE(begin(here, "ann@x.y", "10.0.0.3")) << "a right one clears the account";
    EXPECT_FALSE(begin(here, "bob@x.y", "10.0.0.9"));
    EXPECT_FALSE(begin(there, "cem@x.y", "10.0.0.9"));
    finish(there.not_tried("cem@x.y", "10.0.0.9"));
    EXPECT_FALSE(begin(here, "dan@x.y", "10.0.0.9"));
    EXPECT_FALSE(begin(here, "eve@x.y", "10.0.0.9"));
    EXPECT_TRUE(begin(there, "fay@x.y", "10.0.0.9"));
    EXPECT_THAT(server_.command({"KEYS", "*"}), ::testing::Not(::testing::HasSubstr("ann@")));
}

TEST_F(RedisLocks, AndRegistrationsCountOnAllNodes) {
    const LoginLimits limits{.registrations_per_address_max = 2};
    memory::MemoryLoginLimiter alone(house_.clock, limits);
    RedisHouse other(server_.url());
    RedisLoginLimiter here(house_.client(), limits, alone);
    RedisLoginLimiter there(other.client(), limits, alone);
    EXPECT_FALSE(run_task(here.begin_registration("10.0.0.1")));
    EXPECT_FALSE(run_task(there.begin_registration("10.0.0.1")));
    const auto wait = run_task(here.begin_registration("10.0.0.1"));
    ASSERT_TRUE(wait);
    EXPECT_GT(*wait, minutes{4});
    EXPECT_LE(*wait, minutes{5});
    finish(there.registration_not_tried("10.0.0.1"));
    EXPECT_FALSE(run_task(here.begin_registration("10.0.0.1")));
    EXPECT_FALSE(run_task(here.begin("ann@x.y", "10.0.0.1"))) << "log-ins are counted apart";
    EXPECT_THAT(server_.command({"KEYS", "*"}), ::testing::Not(::testing::HasSubstr("10.0.0.1")));
    server_.kill();
    EXPECT_FALSE(run_task(there.begin_registration("10.0.0.1"))) << "each node counts for itself";
}

TEST_F(RedisLocks, AndLogInsCountOnEachNodeWhileRedisIsAway) {
    const LoginLimits limits{.failures_per_account_max = 1};
    memory::MemoryLoginLimiter alone(house_.clock, limits);
    RedisLoginLimiter limiter(house_.client(), limits, alone);
    server_.kill();
    EXPECT_FALSE(run_task(limiter.begin("ann@x.y", "10.0.0.1")));
    EXPECT_TRUE(run_task(limiter.begin("ann@x.y", "10.0.0.1")));
    finish(limiter.not_tried("ann@x.y", "10.0.0.1"));
    EXPECT_FALSE(run_task(limiter.begin("ann@x.y", "10.0.0.1")));
}

TEST_F(RedisLocks, AndCountsAreForgottenSoonerWhileSeatsAreOnSale) {
    redis::RedisAvailabilityCache counts(house_.client());
    const std::string key = "availability:{" + event_.text() + "}";
    EXPECT_FALSE(run_task(counts.find(event_)));
    finish(counts.put(event_, {7, 2, 1}, EventStatus::on_sale));
    const auto found = run_task(counts.find(event_));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->available, 7U);
    EXPECT_EQ(found->held, 2U);
    EXPECT_EQ(found->sold, 1U);
    EXPECT_LE(std::stoll(server_.command({"TTL", key})), 5);
    finish(counts.put(event_, {7, 2, 1}, EventStatus::upcoming));
    EXPECT_GT(std::stoll(server_.command({"TTL", key})), 25);
    EXPECT_LE(std::stoll(server_.command({"TTL", key})), 30);
    server_.kill();
    EXPECT_FALSE(run_task(counts.find(event_)));
    finish(counts.put(event_, {7, 2, 1}, EventStatus::on_sale));
}

/// What a node hears. Thread-safe.
class Ear final : public SeatChanges {
  public:
    void publish(EventId, std::span<const SeatChange> changes) override { heard_ += changes.size(); }
    std::size_t heard() const { return heard_; }

  private:
    std::atomic<std::size_t> heard_ = 0;
};

/// One node, as far as news are concerned.
struct Node {
    explicit Node(const std::string& url) : house(url) { news.start(); }
    ~Node() {
        finish(news.stop());
        house.stop();
    }

    RedisHouse house;
    Ear own;
    Ear others;
    RedisNews news{house.client(), house.executor(), house.clock, house.random, own, others};
};

void tell_each_other(const RedisServer& server) {
    Node ann(server.url());
    Node bob(server.url());
    ASSERT_TRUE(soon([&] { return ann.news.hears() && bob.news.hears(); }));
    std::vector<SeatChange> changes;
    for (SeatIndex seat = 0; seat < 250; ++seat) changes.push_back({seat, SeatStatus::held, {}, 7});
    redis::RedisAvailabilityCache counts(bob.house.client());
    finish(counts.put(EventId{5}, {250, 0, 0}, EventStatus::upcoming));
    ann.news.publish(EventId{5}, changes);
    EXPECT_EQ(ann.own.heard(), 250U) << "this node need not wait";
    EXPECT_TRUE(soon([&] { return bob.others.heard() == 250U; }));
    EXPECT_FALSE(run_task(counts.find(EventId{5}))) << "what was counted before";
    EXPECT_EQ(bob.own.heard(), 0U);
    EXPECT_EQ(ann.others.heard(), 0U) << "it heard itself";
}

TEST(RedisNewsTest, TellsEveryOtherNode) {
    tell_each_other(RedisServer::shared(RedisServer::Kind::single));
}

TEST(RedisNewsTest, TellsEveryOtherNodeInACluster) {
    tell_each_other(RedisServer::shared(RedisServer::Kind::cluster));
}

TEST(RedisNewsTest, IsHeardAgainWhenRedisIsBack) {
    RedisServer server;
    Node ann(server.url());
    Node bob(server.url());
    ASSERT_TRUE(soon([&] { return ann.news.hears() && bob.news.hears(); }));
    server.kill();
    ASSERT_TRUE(soon([&] { return !ann.news.hears() && !bob.news.hears(); }));
    const std::vector<SeatChange> change{{1, SeatStatus::held, {}, 7}};
    ann.news.publish(EventId{5}, change);
    EXPECT_EQ(ann.own.heard(), 1U);
    server.resume();
    ASSERT_TRUE(soon([&] { return bob.news.hears(); }));
    // What is told before this node's own connection is back goes unheard.
    EXPECT_TRUE(soon([&] {
        ann.news.publish(EventId{5}, change);
        return bob.others.heard() > 0;
    }));
}

}  // namespace
}  // namespace fairgate::testing
