#include "faults/process.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace fairgate::faults {
namespace {

using testing::PostgresDatabase;
using testing::TemporaryFolder;

TEST(DemoTest, LeavesNothingButTheSeasonSoThatAnyNodeMayBeTheFirst) {
    const TemporaryFolder folder;
    PostgresDatabase database;
    const auto data = folder.path() / "data";
    const auto outcome = run_fairgate({"demo", "--postgres", database.dsn(), "--data", data});
    EXPECT_EQ(outcome.out, "The demo season is loaded.\n") << outcome.err;
    EXPECT_NE(database.sql("SELECT count(*) FROM orders"), "0");
    EXPECT_EQ(database.sql("SELECT count(*) FROM settings WHERE name = 'secret_key_fingerprint'"), "0");
    EXPECT_FALSE(std::filesystem::exists(data));
    const auto again = run_fairgate({"demo", "--postgres", database.dsn(), "--data", data});
    EXPECT_EQ(again.out, "The store has events already; nothing was changed.\n") << again.err;
}

}  // namespace
}  // namespace fairgate::faults
