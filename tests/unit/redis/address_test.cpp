#include "adapters/redis/address.hpp"

#include "adapters/redis/errors.hpp"
#include "adapters/redis/slots.hpp"

#include <gmock/gmock.h>

namespace fairgate::redis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RedisAddress, IsReadInEveryForm) {
    const auto plain = parse_address("redis://cache.example");
    EXPECT_EQ(plain.kind, Address::Kind::single);
    EXPECT_THAT(plain.endpoints, ElementsAre(Endpoint{"cache.example", 6379}));
    const auto full = parse_address("redis://ann:p%40ss:w@[::1]:7000/3");
    EXPECT_EQ(full.user, "ann");
    EXPECT_EQ(full.password, "p@ss:w");
    EXPECT_EQ(full.database, 3);
    EXPECT_THAT(full.endpoints, ElementsAre(Endpoint{"::1", 7000}));
    EXPECT_EQ(parse_address("redis://:secret@h").password, "secret");
    EXPECT_EQ(parse_address("redis+socket:///run/redis.sock").endpoints.front().socket, "/run/redis.sock");
    const auto sentinel = parse_address("redis+sentinel://a,b:27000/hall/2");
    EXPECT_EQ(sentinel.kind, Address::Kind::sentinel);
    EXPECT_THAT(sentinel.endpoints, ElementsAre(Endpoint{"a", 26379}, Endpoint{"b", 27000}));
    EXPECT_EQ(sentinel.master, "hall");
    EXPECT_EQ(sentinel.database, 2);
    const auto cluster = parse_address("redis+cluster://a:1,b:2,c:3");
    EXPECT_EQ(cluster.kind, Address::Kind::cluster);
    EXPECT_EQ(cluster.endpoints.size(), 3U);
}

TEST(RedisAddress, IsRefusedInOneLineWithoutItsPassword) {
    for (const std::string url :
         {"nonsense", "http://x", "redis://", "redis://:hunter2@", "redis://h:99999", "redis://h:0",
          "redis://u:hunter2@h:port", "redis://h/db", "redis://h/-1", "redis://hunter2@h", "redis://u:%zz@h",
          "redis+cluster://h/1", "redis+sentinel://h", "redis+socket://x", "redis://[::1"}) {
        try {
            parse_address(url);
            FAIL() << url;
        } catch (const BadAddress& error) {
            EXPECT_THAT(error.what(), HasSubstr("is not understood"));
            EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
            EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
        }
    }
}

TEST(RedisAddress, IsToldWithoutItsPassword) {
    EXPECT_EQ(parse_address("redis://u:hunter2@h:7/1").text(), "Redis at h:7");
    EXPECT_EQ(parse_address("redis+sentinel://:hunter2@a:1,b:2/hall").text(),
              "Redis master hall known to a:1,b:2");
    EXPECT_EQ(parse_address("redis+cluster://[::1]:5").text(), "Redis Cluster at [::1]:5");
}

TEST(RedisSlots, AreThoseOfTheSpecification) {
    EXPECT_EQ(slot_of("123456789"), 0x31C3U);
    EXPECT_EQ(slot_of("{user1000}.following"), slot_of("user1000"));
    EXPECT_EQ(slot_of("lock:seat:{e}:1"), slot_of("availability:{e}"));
    EXPECT_EQ(slot_of("foo{{bar}}zap"), slot_of("{bar"));
    EXPECT_NE(slot_of("foo{}{bar}"), slot_of("bar"));
}

TEST(RedisSlots, SayWhereARedirectionLeads) {
    const Endpoint asked{"10.0.0.1", 1};
    EXPECT_EQ(endpoint_in("MOVED 3999 127.0.0.1:6381", asked), (Endpoint{"127.0.0.1", 6381}));
    EXPECT_EQ(endpoint_in("ASK 3999 :6381", asked), (Endpoint{"10.0.0.1", 6381}));
    EXPECT_EQ(endpoint_in("MOVED 1 ::1:6381", asked), (Endpoint{"::1", 6381}));
    EXPECT_FALSE(endpoint_in("MOVED 1", asked));
    EXPECT_FALSE(endpoint_in("MOVED 1 h:port", asked));
}

}  // namespace
}  // namespace fairgate::redis
