#pragma once

#include "support/postgres_server.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace fairgate::testing {

/// Runs `loop` until `count` sessions of the database wait for locks; the test fails when they do not.
inline void poll_until_waiting(asio::io_context& loop, const PostgresDatabase& database, int count) {
    constexpr const char* kWaiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
        "current_database()";
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    const auto wanted = std::to_string(count);
    while (database.sql(kWaiting) != wanted && std::chrono::steady_clock::now() < end) loop.poll();
    ASSERT_EQ(database.sql(kWaiting), wanted);
}

inline void poll_until_one_waits(asio::io_context& loop, const PostgresDatabase& database) {
    poll_until_waiting(loop, database, 1);
}

}  // namespace fairgate::testing
