#pragma once

#include "support/postgres_server.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace fairgate::testing {

/// Options of sessions that a slow machine must not keep from waiting for a lock.
inline const std::string kPatient =
    std::string(PostgresDatabase::kCallersClock) + " -c lock_timeout=60000 -c statement_timeout=60000";

/// Runs `loop` until `count` sessions of the database wait for locks; the test fails when they do not.
inline void poll_until_waiting(asio::io_context& loop, const PostgresDatabase& database, int count) {
    constexpr const char* kWaiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
        "current_database()";
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    const auto wanted = std::to_string(count);
    while (database.sql(kWaiting) != wanted && std::chrono::steady_clock::now() < end) loop.poll();
    ASSERT_EQ(database.sql(kWaiting), wanted);
}

inline void poll_until_one_waits(asio::io_context& loop, const PostgresDatabase& database) {
    poll_until_waiting(loop, database, 1);
}

}  // namespace fairgate::testing
