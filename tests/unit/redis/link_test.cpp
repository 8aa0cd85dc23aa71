#include "adapters/redis/link.hpp"

#include "adapters/redis/errors.hpp"
#include "base/manual_clock.hpp"
#include "support/redis_server.hpp"

#include <boost/asio/strand.hpp>
#include <gtest/gtest.h>

namespace fairgate::testing {
namespace {

TEST(RedisLink, ComesBackThoughTheClockWasSetBack) {
    RedisServer server;
    asio::thread_pool threads{1};
    ManualClock clock{Timestamp{std::chrono::hours{24}}};
    SeededRandom random{1};
    const redis::LinkOptions options{.outstanding_max = 10};
    redis::LinkFigures figures;
    const redis::Endpoint endpoint{.host = "127.0.0.1", .port = static_cast<unsigned short>(server.port(0))};
    const auto link = std::make_shared<redis::Link>(asio::make_strand(threads.get_executor()), endpoint,
                                                    options, figures, clock, random);
    link->tick();
    ASSERT_TRUE(soon([&] { return link->is_up(); }));
    server.kill();
    ASSERT_TRUE(soon([&] { return !link->trouble().empty(); }));
    server.resume();
    const auto ask = [&] {
        return run_task(suspend<redis::Reply>(
            [link](Resume<redis::Reply> resume) { link->ask({{{"PING"}}}, std::move(resume)); }));
    };
    EXPECT_THROW(ask(), redis::Unreachable) << "it did not wait for the next attempt";
    clock.advance(-std::chrono::hours{1});
    EXPECT_TRUE(soon([&] {
        link->tick();
        return link->is_up();
    }));
    run_task(link->close());
    threads.join();
}

}  // namespace
}  // namespace fairgate::testing
