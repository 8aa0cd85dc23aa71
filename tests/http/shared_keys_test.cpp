#include "accounts/server_keys.hpp"
#include "cli/application.hpp"
#include "cli/cli_error.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <future>

namespace fairgate::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Nodes of one database, each with a data folder of its own.
class SharedKeys : public ::testing::Test {
  protected:
    SharedKeys() { spdlog::set_level(spdlog::level::off); }

    /// Opens and closes a node there; what it says against it, else "".
    std::string refusal_in(const std::filesystem::path& folder, std::vector<std::string> roles = {}) {
        cli::ServeOptions options;
        options.data = folder;
        options.listen = "127.0.0.1:0";
        options.no_demo = true;
        options.threads = 1;
        options.postgres = database_.dsn();
        if (!roles.empty()) options.role_names = std::move(roles);
        SystemClock clock;
        SystemRandom random;
        try {
            cli::Application(options, clock, random).stop();
        } catch (const cli::CliError& error) {
            EXPECT_EQ(error.exit_code, cli::kFailed);
            return error.what();
        }
        return "";
    }
    static void copy_key(const TemporaryFolder& from, const TemporaryFolder& to) {
        std::filesystem::copy_file(from.path() / "secret.key", to.path() / "secret.key",
                                   std::filesystem::copy_options::overwrite_existing);
    }

    static bool has_key(const TemporaryFolder& folder) {
        return std::filesystem::exists(folder.path() / "secret.key");
    }

    PostgresDatabase database_;
    TemporaryFolder first_;
    TemporaryFolder second_;
};

TEST_F(SharedKeys, ANodeWithOthersIsRefusedUntilItHasThem) {
    ASSERT_THAT(refusal_in(first_.path()), IsEmpty());
    EXPECT_THAT(refusal_in(first_.path()), IsEmpty());
    for (const std::string role : {"api", "worker"}) {
        EXPECT_THAT(
            refusal_in(second_.path(), {role}),
            AllOf(HasSubstr(second_.path().string()), HasSubstr("copy secret.key"), Not(HasSubstr("\n"))));
        EXPECT_FALSE(has_key(second_)) << "a key that signs nothing passes for one that does";
    }
    copy_key(first_, second_);
    EXPECT_THAT(refusal_in(second_.path()), IsEmpty());
}

TEST_F(SharedKeys, AreLeftAloneWhereTheyWereBeforeTheNodeWasRefused) {
    ASSERT_THAT(refusal_in(first_.path()), IsEmpty());
    const auto own = ServerKeys::load_or_create(second_.path());
    EXPECT_THAT(refusal_in(second_.path()), HasSubstr("has another secret.key"));
    ASSERT_TRUE(has_key(second_));
    EXPECT_EQ(ServerKeys::load(second_.path())->fingerprint, own.fingerprint);
}

TEST_F(SharedKeys, AreThoseOfOneWhereSeveralStartAtOnce) {
    const std::vector<TemporaryFolder> folders(4);
    std::vector<std::future<std::string>> nodes;
    for (const auto& folder : folders) {
        nodes.push_back(std::async(std::launch::async, [&] { return refusal_in(folder.path()); }));
    }
    std::vector<std::string> refusals;
    for (auto& node : nodes) refusals.push_back(node.get());
    EXPECT_EQ(std::ranges::count(refusals, ""), 1);
    std::erase(refusals, "");
    EXPECT_THAT(refusals, Each(HasSubstr("copy secret.key")));
    EXPECT_EQ(std::ranges::count_if(folders, has_key), 1);
}

TEST_F(SharedKeys, AreReplacedOnceTheirFingerprintIsDeleted) {
    ASSERT_THAT(refusal_in(first_.path()), IsEmpty());
    ASSERT_EQ(
        database_.sql("DELETE FROM settings WHERE name = 'secret_key_fingerprint' RETURNING length(value)"),
        "64");
    EXPECT_THAT(refusal_in(second_.path()), IsEmpty());
    EXPECT_THAT(refusal_in(first_.path()), HasSubstr("copy secret.key"));
}

}  // namespace
}  // namespace fairgate::testing
