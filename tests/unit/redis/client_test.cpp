#include "adapters/redis/client.hpp"

#include "adapters/redis/errors.hpp"
#include "support/redis_server.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>

#include <future>

namespace fairgate::testing {
namespace {

using redis::Client;
using redis::Refused;
using redis::Reply;
using redis::Unreachable;
using redis::Words;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

using Kind = RedisServer::Kind;

class RedisClient : public ::testing::Test {
  protected:
    static Reply run(RedisHouse& house, const Words& words) {
        return run_task(house.client().run(words, words.at(1)));
    }
    /// Whether a command is answered.
    static bool works(RedisHouse& house, const std::string& key = "key") {
        try {
            run(house, {"GET", key});
            return true;
        } catch (const Unreachable&) {
            return false;
        }
    }
    static redis::ClientOptions impatient(const RedisServer& server) {
        auto options = RedisHouse::options(server.url());
        options.command_max = milliseconds{200};
        options.breaker = {.failures_max = 3, .open_for = seconds{2}};
        return options;
    }
    static std::string unique(const std::string& name) {
        SystemRandom random;
        return name + std::to_string(random.next());
    }
};

TEST_F(RedisClient, KeepsBytesAsTheyAre) {
    RedisHouse house(RedisServer::shared(Kind::single).url());
    const std::string key = unique("key");
    const std::string value("a\0b\r\n%s", 7);
    run(house, {"SET", key, value});
    EXPECT_EQ(run(house, {"GET", key}).text, value);
    EXPECT_TRUE(run(house, {"GET", key + "x"}).is_nil());
    EXPECT_EQ(run(house, {"STRLEN", key}).integer, 7);
}

TEST_F(RedisClient, TellsWhatRedisSaysAgainstACommand) {
    RedisHouse house(RedisServer::shared(Kind::single).url());
    const std::string key = unique("key");
    run(house, {"SET", key, "x"});
    EXPECT_THROW(run(house, {"LPUSH", key, "y"}), Refused);
    EXPECT_TRUE(works(house)) << "the connection is as good as before";
}

TEST_F(RedisClient, SendsWhatComesTogetherTogether) {
    RedisHouse house(RedisServer::shared(Kind::single).url(), 1);
    const std::string key = unique("count");
    const auto before = house.client().figures().writes.load();
    // The only thread waits until all of them have come.
    std::promise<void> all_are_here;
    asio::post(house.executor(), [come = all_are_here.get_future().share()] { come.wait(); });
    std::vector<std::future<Reply>> replies;
    for (int i = 0; i < 1'000; ++i) {
        replies.push_back(
            asio::co_spawn(house.executor(), house.client().run({"INCR", key}, key), asio::use_future));
    }
    all_are_here.set_value();
    std::int64_t highest = 0;
    for (auto& reply : replies) highest = std::max(highest, reply.get().integer);
    EXPECT_EQ(highest, 1'000);
    EXPECT_LT(house.client().figures().writes - before, 500U);
}

TEST_F(RedisClient, RunsAScriptThatRedisHasForgotten) {
    RedisServer server;
    RedisHouse house(server.url());
    const redis::Script script("return redis.call('INCRBY', KEYS[1], ARGV[1])");
    const auto add = [&](const char* number) {
        return run_task(house.client().run(script, {"sum"}, {number})).integer;
    };
    EXPECT_EQ(add("2"), 2);
    EXPECT_EQ(add("3"), 5);
    server.command({"SCRIPT", "FLUSH"});
    EXPECT_EQ(add("4"), 9);
    server.command({"CONFIG", "RESETSTAT"});
    EXPECT_EQ(add("1"), 10);
    EXPECT_THAT(server.command({"INFO", "commandstats"}), Not(HasSubstr("cmdstat_eval:")))
        << "the text was sent although Redis knows the script";
}

TEST_F(RedisClient, FailsAtOnceWhileRedisIsGoneAndComesBack) {
    RedisServer server;
    RedisHouse house(server.url());
    run(house, {"SET", "key", "x"});
    server.kill();
    EXPECT_TRUE(soon([&] { return !house.client().trouble().empty(); }));
    EXPECT_THAT(house.client().trouble(), HasSubstr("cannot be reached"));
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(works(house));
    EXPECT_LT(std::chrono::steady_clock::now() - began, RedisHouse::options(server.url()).command_max / 2)
        << "somebody waited for it";
    server.resume();
    EXPECT_TRUE(soon([&] { return house.client().trouble().empty() && works(house); }));
    EXPECT_TRUE(run(house, {"GET", "key"}).is_nil());
}

TEST_F(RedisClient, LeavesAServerAloneThatDoesNotAnswer) {
    RedisServer server;
    RedisHouse house(impatient(server), 2);
    server.freeze();
    EXPECT_TRUE(soon([&] { return !works(house) && house.client().breakers_open() == 1; }));
    EXPECT_THAT(house.client().trouble(), Not(""));
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(works(house));
    EXPECT_LT(std::chrono::steady_clock::now() - began, seconds{10}) << "every one of them waited";
    server.thaw();
    EXPECT_TRUE(soon([&] { return house.client().breakers_open() == 0 && works(house); }))
        << "nobody but the client itself has to find out that it is back";
    EXPECT_EQ(house.client().trouble(), "");
}

TEST_F(RedisClient, RefusesWhatIsTooMuch) {
    RedisServer server;
    auto options = impatient(server);
    options.command_max = seconds{60};
    options.outstanding_max = 10;
    RedisHouse house(options, 1);
    server.freeze();
    std::vector<std::future<Reply>> replies;
    for (int i = 0; i < 15; ++i) {
        replies.push_back(
            asio::co_spawn(house.executor(), house.client().run({"GET", "a"}, "a"), asio::use_future));
    }
    for (int i = 10; i < 15; ++i) EXPECT_THROW(replies.at(static_cast<std::size_t>(i)).get(), Unreachable);
    server.thaw();
    for (std::size_t i = 0; i < 10; ++i) EXPECT_TRUE(replies.at(i).get().is_nil());
}

TEST_F(RedisClient, LogsInAndUsesItsDatabase) {
    RedisServer server;
    server.command({"ACL", "SETUSER", "ann", "on", ">secret word", "~*", "&*", "+@all"});
    server.command({"ACL", "SETUSER", "default", "off"});
    const auto port = std::to_string(server.port(0));
    RedisHouse house("redis://ann:secret%20word@127.0.0.1:" + port + "/3");
    run(house, {"SET", "key", "x"});
    EXPECT_THAT(run(house, {"INFO", "keyspace"}).text, HasSubstr("db3:keys=1"));
    const auto wrong = RedisHouse::options("redis://ann:wrongword@127.0.0.1:" + port);
    RedisHouse refused(wrong, 1, false);
    EXPECT_TRUE(soon([&] { return refused.client().trouble().contains("WRONGPASS"); }));
    EXPECT_THAT(refused.client().trouble(), Not(HasSubstr("wrongword")));
    EXPECT_FALSE(works(refused));
}

TEST_F(RedisClient, TalksOverAUnixSocket) {
    RedisServer server;
    RedisHouse house("redis+socket://" + server.socket().string());
    run(house, {"SET", "key", "x"});
    EXPECT_EQ(run(house, {"GET", "key"}).text, "x");
}

TEST_F(RedisClient, FindsEachKeyInACluster) {
    RedisHouse house(RedisServer::shared(Kind::cluster).url());
    const std::string prefix = unique("key");
    for (int i = 0; i < 50; ++i) {
        const auto key = prefix + std::to_string(i);
        run(house, {"SET", key, key});
        EXPECT_EQ(run(house, {"GET", key}).text, key);
    }
    EXPECT_EQ(house.client().nodes_up(), 3U);
}

/// A cluster whose slots are moved.
class RedisMove : public RedisClient {
  protected:
    RedisMove() {
        for (std::size_t i = 0; i < 3; ++i) ids_.push_back(server_.command({"CLUSTER", "MYID"}, i));
        // The first server begins with the first third of the slots.
        while (redis::slot_of(key_) > 5'000) key_ += "x";
        slot_ = std::to_string(redis::slot_of(key_));
    }

    /// The key is there half: the first server has it, the second one takes it over.
    void begin_move() {
        server_.command({"CLUSTER", "SETSLOT", slot_, "IMPORTING", ids_[0]}, 1);
        server_.command({"CLUSTER", "SETSLOT", slot_, "MIGRATING", ids_[1]}, 0);
    }
    void move_key() {
        server_.command({"MIGRATE", "127.0.0.1", std::to_string(server_.port(1)), key_, "0", "5000"}, 0);
    }
    void end_move() {
        for (const std::size_t number : {1U, 0U, 2U}) {
            server_.command({"CLUSTER", "SETSLOT", slot_, "NODE", ids_[1]}, number);
        }
    }

    RedisServer server_{Kind::cluster};
    std::string key_ = "key";
    std::string slot_;
    std::vector<std::string> ids_;
};

TEST_F(RedisMove, IsFollowedWhileItLastsAndAfterwards) {
    RedisHouse house(server_.url());
    run(house, {"SET", key_, "x"});
    begin_move();
    EXPECT_EQ(run(house, {"GET", key_}).text, "x") << "it has not moved yet";
    move_key();
    EXPECT_EQ(run(house, {"GET", key_}).text, "x") << "ASK was not followed";
    end_move();
    EXPECT_EQ(run(house, {"GET", key_}).text, "x") << "MOVED was not followed";
    EXPECT_TRUE(soon([&] {
        server_.command({"CONFIG", "RESETSTAT"}, 0);
        run(house, {"GET", key_});
        return !server_.command({"INFO", "commandstats"}, 0).contains("cmdstat_get:");
    })) << "the client goes on asking where the key was before";
}

TEST_F(RedisMove, LeavesTheOtherKeysAloneWhenAServerDies) {
    RedisHouse house(server_.url());
    server_.kill(0);
    EXPECT_TRUE(soon([&] { return house.client().nodes_up() == 2U; }));
    EXPECT_FALSE(works(house, key_));
    server_.resume(0);
    EXPECT_TRUE(soon([&] { return house.client().trouble().empty() && works(house, key_); }))
        << house.client().trouble();
}

TEST_F(RedisClient, FollowsTheMasterThatSentinelNames) {
    RedisServer server(Kind::sentinel);
    RedisHouse house(server.url());
    run(house, {"SET", "key", "x"});
    ASSERT_TRUE(soon([&] { return server.command({"GET", "key"}, 1) == "x"; }));
    server.kill(0);
    const auto writes = [&] {
        try {
            run(house, {"SET", "key", "y"});
            return true;
        } catch (const Unreachable&) {
            return false;
        }
    };
    // A sentinel that was frozen itself names nobody for half a minute.
    EXPECT_TRUE(soon(writes, 2 * kPatience)) << house.client().trouble();
    EXPECT_EQ(server.command({"GET", "key"}, 1), "y");
    EXPECT_TRUE(soon([&] { return house.client().trouble().empty(); }));
}

}  // namespace
}  // namespace fairgate::testing
