#include "cli/commands.hpp"
#include "http/server_test.hpp"
#include "support/postgres_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace fairgate::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Outcome {
    int code = 0;
    std::string out;
    std::string err;
};

Outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"fairgate", "rehearse"});
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    Outcome outcome;
    outcome.code = cli::run(static_cast<int>(argv.size()), argv.data());
    outcome.out = ::testing::internal::GetCapturedStdout();
    outcome.err = ::testing::internal::GetCapturedStderr();
    return outcome;
}

void expect_usage(const std::vector<std::string>& arguments, const std::string& reason) {
    const auto outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty()) << "nothing was played";
    EXPECT_THAT(outcome.err, HasSubstr(reason));
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
}

TEST(RehearseCommand, NumbersThatCannotBeAreNamedWithWhatCan) {
    expect_usage({"--fans", "0"}, "--fans: '0' is no number of fans, which is 1 to 5000000.");
    expect_usage({"--fans", "x"}, "--fans: 'x' is no number of fans, which is 1 to 5000000.");
    expect_usage({"--fans", "5000001"}, "'5000001' is no number of fans");
    expect_usage({"--times", "-1"},
                 "--times: '-1' is no factor, which is a number above 0 such as 10 or 0.5.");
    expect_usage({"--times", "0"}, "'0' is no factor");
    expect_usage({"--times", "nan"}, "'nan' is no factor");
    expect_usage({"--times", "inf"}, "'inf' is no factor");
}

/// The command as an operator types it, against a whole server.
class RehearseCommandHttp : public ServerTest {
  protected:
    std::vector<std::string> arguments(std::vector<std::string> more) const {
        std::vector<std::string> all = {"--url",     fmt::format("http://127.0.0.1:{}", port_),
                                        "--event",   event_,
                                        "--fans",    "4",
                                        "--over",    "1s",
                                        "--think",   "10ms",
                                        "--abandon", "0",
                                        "--seed",    "1",
                                        "--for",     "30s"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    std::string place(const char* name) const { return (folder_.path() / name).string(); }
};

TEST_F(RehearseCommandHttp, WhatTheVerdictNeedsIsLookedForBeforeAnybodyPlays) {
    expect_usage(arguments({"--json", place("nowhere/r.json")}), "there is no folder " + place("nowhere"));
    expect_usage(arguments({"--html", folder_.path().string()}), "is a folder, not a file");
    expect_usage(arguments({"--audit-data", place("nowhere")}),
                 "--audit-data " + place("nowhere") + ": There is no embedded store in");
    expect_usage(arguments({"--audit-postgres", "postgresql://x:secret@127.0.0.1:1/none"}),
                 "--audit-postgres: PostgreSQL: ");
    expect_usage(arguments({"--audit-data", place(""), "--test-ledger", place("nowhere")}),
                 "There is no ledger of the test provider in " + place("nowhere"));
    EXPECT_FALSE(std::filesystem::exists(place("nowhere")));
}

TEST_F(RehearseCommandHttp, AnEventThatCannotBePlayedIsRefused) {
    auto asked = arguments({});
    asked[3] = upcoming_event_;
    expect_usage(asked, "and the rehearsal ends after 30 s: say a longer --for");
}

TEST_F(RehearseCommandHttp, AReportThatCannotBeWrittenLeavesTheOthers) {
    const auto outcome = run(arguments(
        {"--json", "/dev/full", "--html", place("r.html"), "--audit-data", folder_.path().string()}));
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("GOOD: 4 fans"), HasSubstr("and the server's own store")));
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("/dev/full cannot be written."), Not(HasSubstr("not good"))));
    EXPECT_TRUE(std::filesystem::exists(place("r.html")));
}

/// Likewise, with the store in a database and the ledger in the server's folder.
class RehearseCommandOnPostgres : public RehearseCommandHttp {
  protected:
    using RehearseCommandHttp::adjust;
    void adjust(cli::ServeOptions& options) override { options.postgres = database_.dsn(); }

    PostgresDatabase database_;
};

TEST_F(RehearseCommandOnPostgres, TheDatabaseIsAuditedWithTheLedgerBesideIt) {
    const std::vector<std::string> audited = {"--audit-postgres", database_.dsn(), "--test-ledger"};
    auto without_ledger = audited;
    without_ledger.push_back(place("nowhere"));
    expect_usage(arguments(without_ledger), "There is no ledger of the test provider");
    auto with_ledger = audited;
    with_ledger.push_back(folder_.path().string());
    const auto outcome = run(arguments(with_ledger));
    EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("and the server's own store"));
}

}  // namespace
}  // namespace fairgate::testing
