#include "faults/store.hpp"
#include "faults/visitor.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace fairgate::faults {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

class BackupTest : public ::testing::Test {
  protected:
    Outcome back_up() { return run_fairgate({"backup", "--data", data_, "--to", copy_}); }

    TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    std::filesystem::path copy_ = folder_.path() / "copy";
};

TEST_F(BackupTest, CopiesTheStoreOfARunningServerSoThatAnotherGoesOnFromThere) {
    const auto event = make_shows(data_, {25}).front().id;
    Server server(data_, {"--no-demo", "--log-level", "warn", "--access-log", "-"});
    server.start();
    Visitor ann(server);
    ASSERT_EQ(ann.reserve(event, {"3", "4"}).status, 200U);
    ASSERT_EQ(ann.pay(event, "order-of-ann").status, 201U);
    const auto outcome = back_up();
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    Visitor bob(server);
    ASSERT_EQ(bob.reserve(event, {"7"}).status, 200U) << "the first server is none the worse";
    ASSERT_EQ(server.stop(), 0);

    Server other(copy_, {"--no-demo", "--log-level", "warn", "--access-log", "-"});
    other.start();
    Visitor carl(other);
    const auto seats = carl.get("/api/events/" + event.text() + "/seats").data.at("seats").as_array();
    EXPECT_EQ(seats.at(3).at("status").as_string(), "sold");
    EXPECT_EQ(carl.reserve(event, {"3"}).status, 409U) << "sold before the copy was made";
    EXPECT_EQ(carl.reserve(event, {"7"}).status, 200U) << "reserved after it";
    EXPECT_EQ(other.stop(), 0);
}

TEST_F(BackupTest, OverwritesNothing) {
    make_shows(data_, {25});
    ASSERT_EQ(run_fairgate({"generate", "plan", "--out", copy_.string() + ".json"}).exit_code, 0);
    std::filesystem::create_directories(copy_);
    std::filesystem::rename(copy_.string() + ".json", copy_ / "plan.json");
    const auto outcome = back_up();
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("is not empty; nothing was written."));
    EXPECT_FALSE(std::filesystem::exists(copy_ / "fairgate.db"));
}

TEST_F(BackupTest, SaysInOneLineThatThereIsNoStore) {
    const auto outcome = back_up();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("fairgate: There is no embedded store in " + data_.string()));
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(copy_));
}

TEST_F(BackupTest, RefusesTheStoreOfANewerVersion) {
    make_shows(data_, {25});
    run_sql(data_ / "fairgate.db", "PRAGMA user_version = 99");
    const auto outcome = back_up();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("was used by a newer version"));
    EXPECT_FALSE(std::filesystem::exists(copy_ / "fairgate.db"));
}

TEST_F(BackupTest, NamesTheToolForADatabase) {
    make_shows(data_, {25});
    const auto config = folder_.path() / "fairgate.toml";
    std::ofstream(config) << "postgres-file = '/etc/fairgate/postgres'\n";
    for (const auto& [option, value] :
         {std::pair{"--postgres", "dbname=hall"}, {"--config", config.c_str()}}) {
        const auto outcome = run_fairgate({"backup", option, value, "--data", data_, "--to", copy_});
        EXPECT_EQ(outcome.exit_code, 2);
        EXPECT_THAT(outcome.err, HasSubstr("pg_dump"));
        EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    }
    EXPECT_FALSE(std::filesystem::exists(copy_));
}

}  // namespace
}  // namespace fairgate::faults
