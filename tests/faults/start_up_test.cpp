#include "faults/hall.hpp"
#include "faults/server.hpp"
#include "faults/store.hpp"
#include "support/soon.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>

namespace fairgate::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using testing::TemporaryFolder;

constexpr int kFailed = 1;
/// Of an audit that could not look.
constexpr int kUnchecked = 3;
constexpr int kUsage = 2;

/// What the program says when it cannot do what it was asked: one line that an operator can act on.
class StartUpTest : public ::testing::Test {
  protected:
    Outcome serve(std::vector<std::string> options, const std::string& listen = "127.0.0.1:0") {
        std::vector<std::string> arguments{"serve", "--listen", listen, "--no-demo",   "--web",
                                           web_,    "--data",   data_,  "--log-level", "warn"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        return run_fairgate(arguments);
    }

    void expect_refusal(const Outcome& outcome, int code, const std::string& reason) {
        EXPECT_EQ(outcome.exit_code, code);
        EXPECT_THAT(outcome.err, StartsWith("fairgate: "));
        EXPECT_THAT(outcome.err, HasSubstr(reason));
        EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
        EXPECT_THAT(outcome.out, IsEmpty());
    }

    /// A store with one show, as a server leaves it when it stops. Returns its bytes.
    std::string make_store() {
        make_shows(data_, {25});
        return read_file(store_);
    }

    TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    std::filesystem::path store_ = data_ / "fairgate.db";
    /// None.
    std::filesystem::path web_;
    std::filesystem::path config_ = folder_.path() / "fairgate.toml";
};

TEST_F(StartUpTest, NamesTheAddressThatAnotherServerHas) {
    Server first(folder_.path() / "first", {"--no-demo"});
    first.start();
    const auto address = "127.0.0.1:" + std::to_string(first.port());
    const auto outcome = serve({}, address);
    expect_refusal(outcome, kFailed, address + " cannot be listened on");
    EXPECT_THAT(outcome.err, HasSubstr("--listen"));
    EXPECT_EQ(first.stop(), 0) << "the first server is none the worse";
}

TEST_F(StartUpTest, LoadsNoDemoWhereItCannotListen) {
    Server first(folder_.path() / "first", {"--no-demo"});
    first.start();
    const auto address = "127.0.0.1:" + std::to_string(first.port());
    const auto refused = run_fairgate({"serve", "--listen", address, "--web", "", "--data", data_});
    EXPECT_EQ(refused.exit_code, kFailed);
    EXPECT_EQ(run_fairgate({"demo", "--data", data_}).out, "The demo season is loaded.\n");
    EXPECT_EQ(first.stop(), 0);
}

TEST_F(StartUpTest, NamesTheFolderThatAnotherServerUses) {
    Server first(data_, {"--no-demo"});
    first.start();
    const auto outcome = serve({});
    expect_refusal(outcome, kFailed, "is in use by another fairgate process");
    EXPECT_THAT(outcome.err, HasSubstr("--data"));
    EXPECT_EQ(first.stop(), 0);
}

TEST_F(StartUpTest, LeavesADamagedStoreAsItIs) {
    make_store();
    std::fstream(store_, std::ios::in | std::ios::out | std::ios::binary) << "Once upon a time there was";
    const auto damaged = read_file(store_);
    expect_refusal(serve({}), kFailed, "is damaged or not a Fairgate store");
    EXPECT_EQ(read_file(store_), damaged);
}

TEST_F(StartUpTest, LeavesTheStoreOfANewerVersionAsItIs) {
    make_store();
    run_sql(store_, "PRAGMA user_version = 99");
    const auto newer = read_file(store_);
    expect_refusal(serve({}), kFailed, "was used by a newer version");
    EXPECT_EQ(read_file(store_), newer);
}

TEST_F(StartUpTest, LeavesAStoreAloneThatAnotherProgramHasLocked) {
    const auto before = make_store();
    {
        const StoreLock lock(store_);
        expect_refusal(serve({}), kFailed, "is locked by another program");
    }
    EXPECT_EQ(read_file(store_), before);
}

TEST_F(StartUpTest, NamesAFolderThatTakesNoFiles) {
    // The kernel keeps even root from making files there.
    data_ = "/sys/kernel";
    expect_refusal(serve({}), kFailed, "The data folder /sys/kernel cannot be written");
    data_ = "/sys/kernel/fairgate";
    expect_refusal(serve({}), kFailed, "The data folder /sys/kernel/fairgate cannot be made");
}

TEST_F(StartUpTest, NamesAFileThatStandsWhereTheFolderShould) {
    std::ofstream(data_) << "precious";
    expect_refusal(serve({}), kFailed, data_.string());
    EXPECT_EQ(read_file(data_), "precious");
}

TEST_F(StartUpTest, NamesAFolderThatStandsWhereTheStoreShould) {
    std::filesystem::create_directories(store_);
    expect_refusal(serve({}), kFailed, "fairgate.db cannot be written");
}

TEST_F(StartUpTest, NamesAnAccessLogThatCannotBeWritten) {
    expect_refusal(serve({"--access-log", "/sys/kernel/access.jsonl"}), kFailed, "/sys/kernel/access.jsonl");
    const auto folder = serve({"--access-log", folder_.path()});
    expect_refusal(folder, kFailed, folder_.path().string() + " cannot be written: it is a folder");
    EXPECT_THAT(folder.err, HasSubstr("--access-log"));
}

TEST_F(StartUpTest, NamesTheOptionThatIsWrongBeforeItOpensAnything) {
    expect_refusal(serve({"--hold-second", "5"}), kUsage, "--hold-second");
    expect_refusal(serve({"--hold-seconds", "soon"}), kUsage, "--hold-seconds");
    expect_refusal(serve({"--payment-seconds", "0"}), kUsage, "--payment-seconds");
    expect_refusal(serve({"--roles", "sales"}), kUsage, "--roles");
    expect_refusal(serve({"--roles", "api"}), kUsage, "--roles needs --postgres");
    for (const std::string address : {"8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:-1"}) {
        expect_refusal(serve({}, address), kUsage, "--listen wants ADDRESS:PORT");
    }
    expect_refusal(serve({"--amqp", "broker:5672"}), kUsage, "--amqp wants amqp://USER:PASSWORD@HOST");
    expect_refusal(serve({}, "somewhere:80"), kUsage, "not 'somewhere'");
    expect_refusal(serve({"--smtp-user", "ann"}), kUsage, "--smtp-user requires --smtp");
    expect_refusal(serve({"--log-level", "trace"}), kUsage, "--log-level");
    EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(StartUpTest, NamesNumbersThatAreNone) {
    const std::string digits(309, '1');
    for (const std::string option : {"--client-rate", "--client-burst", "--join-rate", "--join-burst"}) {
        for (const auto& value : {std::string("nan"), std::string("inf"), std::string("-1"), digits}) {
            const auto outcome = serve({option, value});
            expect_refusal(outcome, kUsage, option + ": must be a number from ");
            EXPECT_THAT(outcome.err, HasSubstr(" to 1000000000."));
        }
    }
    for (const std::string option : {"--threads", "--hold-seconds", "--connections", "--client-connections",
                                     "--postgres-connections", "--shoppers", "--work-bits"}) {
        for (const auto& value : {std::string("nan"), std::string("1e3"), std::string("-1"), digits}) {
            const auto outcome = serve({option, value});
            expect_refusal(outcome, kUsage, option);
            EXPECT_LT(outcome.err.size(), 200 + value.size()) << outcome.err;
        }
    }
    EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(StartUpTest, RefusesKeysOfStripeThatDoNotGoTogether) {
    const auto file = folder_.path() / "key";
    for (const auto& [secret, published] : {std::pair{"sk_test_s3cr3t", "pk_live_x"},
                                            {"sk_live_s3cr3t", "pk_test_x"},
                                            {"rk_live_s3cr3t", "pk_test_x"}}) {
        std::ofstream(file) << secret << '\n';
        const auto outcome = serve({"--payment-provider", "stripe", "--stripe-key-file", file,
                                    "--stripe-publishable-key", published});
        expect_refusal(outcome, kUsage, "both must be of one kind");
        EXPECT_THAT(outcome.err, Not(HasSubstr("s3cr3t")));
    }
}

TEST_F(StartUpTest, WarnsThatPaymentsArePretendedWhereOthersMayBuy) {
    // A folder that takes no files ends each after its warnings.
    data_ = "/sys/kernel";
    const std::string warning = "payments are pretended";
    EXPECT_THAT(serve({}).err, Not(HasSubstr(warning)));
    EXPECT_THAT(serve({}, "0.0.0.0:0").err, HasSubstr(warning));
    EXPECT_THAT(serve({"--public-url", "https://tickets.example"}).err, HasSubstr(warning));
}

TEST_F(StartUpTest, WarnsThatThereIsNoWebApp) {
    data_ = "/sys/kernel";
    EXPECT_THAT(serve({}).err, Not(HasSubstr("index.html"))) << "none was asked for";
    web_ = folder_.path() / "dist";
    const std::string warning = "there is no index.html in " + web_.string();
    EXPECT_THAT(serve({}).err, HasSubstr(warning));
    std::filesystem::create_directories(web_);
    const auto empty = serve({}).err;
    EXPECT_THAT(empty, HasSubstr(warning));
    EXPECT_THAT(empty, HasSubstr("--web"));
    std::ofstream(web_ / "index.html") << "<!doctype html>";
    EXPECT_THAT(serve({}).err, Not(HasSubstr("index.html")));
}

TEST_F(StartUpTest, NamesVariablesThatNoOptionReads) {
    data_ = "/sys/kernel";
    ::setenv("FAIRGATE_POSTGRESS", "s3cr3t", 1);
    const auto outcome = serve({});
    ::unsetenv("FAIRGATE_POSTGRESS");
    EXPECT_THAT(outcome.err, HasSubstr("the environment variable FAIRGATE_POSTGRESS is no option"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("s3cr3t")));
    EXPECT_THAT(serve({}).err, Not(HasSubstr("is no option")));
}

TEST_F(StartUpTest, KeepsWhatItWritesFromOthers) {
    const auto before = ::umask(022);
    Server server(data_, {"--no-demo"});
    server.start();
    EXPECT_EQ(server.stop(), 0);
    ::umask(before);
    constexpr auto kOthers = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    std::vector<std::filesystem::path> written{data_};
    for (const auto& file : std::filesystem::recursive_directory_iterator(data_)) written.push_back(file);
    EXPECT_GT(written.size(), 3U);
    for (const auto& path : written) {
        EXPECT_EQ(std::filesystem::status(path).permissions() & kOthers, std::filesystem::perms::none)
            << path;
    }
}

TEST_F(StartUpTest, RepeatsNothingOfADatabasesAddress) {
    const auto file = folder_.path() / "postgres";
    std::ofstream(file) << "postgres//fairgate:s3cr3tpw@db.example/fairgate\n";
    const auto outcome = serve({"--postgres-file", file});
    expect_refusal(outcome, kUsage, "is not understood. It looks like postgresql://USER:PASSWORD@HOST");
    EXPECT_THAT(outcome.err, Not(HasSubstr("fairgate:s3c")));
    EXPECT_THAT(outcome.err, Not(HasSubstr("db.example")));
    EXPECT_FALSE(std::filesystem::exists(data_)) << "it was opened";
}

TEST_F(StartUpTest, TellsADatabasesAddressThatIsWrongFromOneThatDoesNotAnswer) {
    for (const auto& command : {std::vector<std::string>{"serve", "--web", "", "--log-level", "warn"},
                                {"migrate"},
                                {"audit"},
                                {"demo"},
                                {"messages", "list"},
                                {"admin", "grant", "ann@example.org"}}) {
        const auto run = [&](const std::string& address) {
            auto arguments = command;
            arguments.insert(arguments.end(), {"--data", data_, "--postgres", address});
            return run_fairgate(arguments);
        };
        const auto malformed = run("postgresql://ann:s3cr3tpw@db.example:abc/hall");
        expect_refusal(malformed, kUsage, "is not understood");
        EXPECT_THAT(malformed.err, Not(HasSubstr("s3cr3tpw")));
        const int code = command.front() == "audit" ? kUnchecked : kFailed;
        expect_refusal(run("postgresql://ann:s3cr3tpw@127.0.0.1:1/hall"), code, "refused");
    }
}

TEST_F(StartUpTest, ReadsItsOptionsFromAFileAsTheServiceDoes) {
    std::ofstream(config_) << "listen = \"127.0.0.1:0\"\nno-demo = true\nlog-level = \"warn\"\n"
                           << "data = '" << data_.string() << "'\naccess-log = \"-\"\n";
    const auto out = folder_.path() / "out";
    Process server(fairgate_binary(), {"serve", "--config", config_, "--web", ""}, out,
                   folder_.path() / "err");
    const bool is_ready =
        testing::soon([&] { return read_file(out).contains("ready at http://127.0.0.1:"); });
    server.signal(SIGTERM);
    EXPECT_EQ(server.wait(), 0);
    EXPECT_TRUE(is_ready) << read_file(out);
    EXPECT_TRUE(std::filesystem::exists(store_));
    const auto audit = run_fairgate({"audit", "--config", config_});
    EXPECT_EQ(audit.out, "0 orders, 0 sold seats, 0 payments: all is well\n") << audit.err;
}

TEST_F(StartUpTest, NamesTheFileAndTheOptionInItThatIsWrong) {
    const auto refuse = [&](const std::string& text, const std::string& reason) {
        std::ofstream(config_) << text;
        for (const auto& command : {std::vector<std::string>{"serve"},
                                    {"migrate"},
                                    {"audit"},
                                    {"demo"},
                                    {"messages", "list"},
                                    {"admin", "grant", "ann@example.org"}}) {
            auto arguments = command;
            arguments.insert(arguments.end(), {"--config", config_, "--data", data_});
            expect_refusal(run_fairgate(arguments), kUsage, config_.string() + ", " + reason);
        }
    };
    refuse("hold-second = 5\n", "hold-second: there is no such option");
    refuse("data = [\n", "line 1: a [ is not closed");
    std::ofstream(config_) << "hold-seconds = \"ten\"\n";
    expect_refusal(serve({"--config", config_}), kUsage, config_.string() + ", hold-seconds: ");
    expect_refusal(serve({"--config", "nowhere.toml"}), kUsage, "nowhere.toml cannot be read");
    EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(StartUpTest, BelievesTheCommandLineMoreThanTheEnvironment) {
    make_store();
    ::setenv("FAIRGATE_DATA", "/nowhere", 1);
    const auto granted = run_fairgate({"admin", "grant", "ann@example.org", "--data", data_});
    const auto listed = run_fairgate({"messages", "list", "--data", data_});
    ::unsetenv("FAIRGATE_DATA");
    expect_refusal(granted, kFailed, "There is no account of ann@example.org");
    EXPECT_EQ(listed.out, "There are no dead letters.\n") << listed.err;
}

TEST_F(StartUpTest, NamesTheSubcommandThatItDoesNotKnow) {
    expect_refusal(run_fairgate({"sell"}), kUsage, "sell");
    expect_refusal(run_fairgate({}), kUsage, "subcommand");
    expect_refusal(run_fairgate({"verify-ticket", "FG1.x"}), kUsage, "--key");
}

TEST_F(StartUpTest, ImportsNothingFromABrokenPlan) {
    const auto before = make_store();
    const auto plan = (folder_.path() / "plan.json").string();
    const auto import_plan = [&] {
        return run_fairgate({"import", "plan", plan, "--venue", "V", "--city", "C", "--data", data_});
    };
    expect_refusal(import_plan(), kUsage, plan);
    std::ofstream(plan) << R"({"name": "Hall", "categories": [)";
    expect_refusal(import_plan(), kUsage, plan);
    std::ofstream(plan) << R"({"name": "Hall", "zones": []})";
    expect_refusal(import_plan(), kUsage, "$.categories is required");
    EXPECT_EQ(read_file(store_), before);
}

}  // namespace
}  // namespace fairgate::faults
