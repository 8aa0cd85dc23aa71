#pragma once

#include "support/postgres_server.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace fairgate::testing {

/// Runs `loop` until `count` sessions of the database wait for locks; the test fails when they do not, and at
/// once when the loop has nothing left to do.
inline void poll_until_waiting(asio::io_context& loop, const PostgresDatabase& database, int count) {
    // Not pg_stat_activity.wait_event: a session that looks for deadlocks is between two waits.
    constexpr const char* kWaiting =
        "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE NOT granted AND datname = current_database()";
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    const auto wanted = std::to_string(count);
    std::string waiting;
    while (waiting != wanted && !loop.stopped() && std::chrono::steady_clock::now() < end) {
        loop.poll();
        waiting = database.sql(kWaiting);
    }
    ASSERT_EQ(waiting, wanted) << (loop.stopped() ? "nothing is left that could wait" : "");
}

inline void poll_until_one_waits(asio::io_context& loop, const PostgresDatabase& database) {
    poll_until_waiting(loop, database, 1);
}

}  // namespace fairgate::testing
