#pragma once

#include "support/postgres_server.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>

namespace fairgate::testing {

/// Options of sessions that a slow machine must not keep from waiting for a lock.
inline const std::string kPatient =
    std::string(PostgresDatabase::kCallersClock) + " -c lock_timeout=60000 -c statement_timeout=60000";

/// Runs `loop` until one session of the database waits for a lock; the test fails when none does.
inline void poll_until_one_waits(asio::io_context& loop, const PostgresDatabase& database) {
    constexpr const char* kWaiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
        "current_database()";
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (database.sql(kWaiting) != "1" && std::chrono::steady_clock::now() < end) loop.poll();
    ASSERT_EQ(database.sql(kWaiting), "1");
}

}  // namespace fairgate::testing
