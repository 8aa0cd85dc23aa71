#include "cli/cli_error.hpp"
#include "cli/options.hpp"
#include "support/checkout.hpp"
#include "support/temporary_folder.hpp"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <optional>

namespace fairgate::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using testing::TemporaryFolder;

/// A variable of the environment, for as long as a test.
class Variable {
  public:
    Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* name_;
};

/// A program with the command `serve`, and `look`, which takes no more than the options of a store.
class ConfigFileTest : public ::testing::Test {
  protected:
    void write(const std::string& text) { std::ofstream(file_) << text; }

    void run(std::vector<std::string> arguments) {
        CLI::App app("", "fairgate");
        auto* serve = app.add_subcommand("serve");
        serve->callback([] {});
        declare(*serve, serve_);
        auto* look = app.add_subcommand("look");
        declare_store(*look, look_);
        look->add_option("--to", to_);
        // The last one first.
        std::ranges::reverse(arguments);
        app.parse(arguments);
    }
    void serve(std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"serve", "--config", file_});
        run(std::move(more));
    }
    /// What is said of a file with `text`.
    std::string refusal(const std::string& text) {
        write(text);
        try {
            serve();
        } catch (const CliError& error) {
            EXPECT_EQ(error.exit_code, kUsage);
            EXPECT_THAT(error.what(), StartsWith(file_.string() + ", "));
            return std::string(error.what()).substr(file_.string().size() + 2);
        }
        return "it was taken";
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "fairgate.toml";
    ServeOptions serve_;
    StoreOptions look_;
    std::string to_;
};

TEST_F(ConfigFileTest, GivesTextsNumbersFlagsAndLists) {
    write(
        "# The whole hall\n\n"
        "listen = \"127.0.0.1:9000\"   # loopback\n"
        "hold-seconds=300\r\n"
        "  client-rate = 2.5\n"
        "no-demo = true\n"
        "secure-cookies = false\n"
        "trusted-proxy = [\"10.0.0.0/8\", '192.168.0.1']\n"
        "roles = [\n  \"api\",  # answers\n\n  \"worker\",\n]\n"
        "mail-from = 'tickets@example.org'\n");
    serve();
    EXPECT_EQ(serve_.listen, "127.0.0.1:9000");
    EXPECT_EQ(serve_.hold_seconds, 300);
    EXPECT_EQ(serve_.limits.requests_per_client_per_second, 2.5);
    EXPECT_TRUE(serve_.no_demo);
    EXPECT_FALSE(serve_.cookies.secure);
    EXPECT_THAT(serve_.trusted_proxies, ElementsAre("10.0.0.0/8", "192.168.0.1"));
    EXPECT_THAT(serve_.role_names, ElementsAre("api", "worker"));
    EXPECT_EQ(serve_.mail.from, "tickets@example.org");
    EXPECT_EQ(serve_.payment_seconds, 10) << "what it does not give stays as it was";
}

TEST_F(ConfigFileTest, TakesListsOfOneAndOptionsThatAreRepeated) {
    write("roles = \"worker\"\ntrusted-proxy = '10.0.0.1'\nno-demo = true\ntrusted-proxy = '10.0.0.2'\n");
    serve();
    EXPECT_THAT(serve_.role_names, ElementsAre("worker"));
    EXPECT_THAT(serve_.trusted_proxies, ElementsAre("10.0.0.1", "10.0.0.2"));
}

TEST_F(ConfigFileTest, LeavesQuotedTextsAsTheyAre) {
    write(
        "postgres = \"host=db.example password='a # b, c' dbname=hall\"\n"
        "redis = \"redis+sentinel://ann:p#w@one:1,two:2/master\"\n"
        "amqp = 'amqp://ann:a\\b=c@broker.example'\n"
        "access-log = \"\"\n");
    serve_.access_log = "-";
    serve();
    EXPECT_EQ(serve_.postgres, "host=db.example password='a # b, c' dbname=hall");
    EXPECT_EQ(serve_.redis, "redis+sentinel://ann:p#w@one:1,two:2/master");
    EXPECT_EQ(serve_.broker.amqp, "amqp://ann:a\\b=c@broker.example");
    EXPECT_EQ(serve_.access_log, "");
}

TEST_F(ConfigFileTest, IsBeatenByTheEnvironmentAndThatByTheCommandLine) {
    write("hold-seconds = 100\npayment-seconds = 100\nthreads = 3\nroles = ['api']\nno-demo = true\n");
    const Variable hold("FAIRGATE_HOLD_SECONDS", "200");
    const Variable payment("FAIRGATE_PAYMENT_SECONDS", "110");
    const Variable roles("FAIRGATE_ROLES", "worker");
    serve({"--hold-seconds", "300"});
    EXPECT_EQ(serve_.hold_seconds, 300);
    EXPECT_EQ(serve_.payment_seconds, 110);
    EXPECT_EQ(serve_.threads, 3U);
    EXPECT_THAT(serve_.role_names, ElementsAre("worker"));
    EXPECT_TRUE(serve_.no_demo);
}

TEST_F(ConfigFileTest, DoesNotContradictAnAddressThatWasGivenTheOtherWay) {
    write("postgres-file = '/etc/fairgate/postgres'\nredis = 'redis://old.example'\n");
    const Variable redis("FAIRGATE_REDIS_FILE", "/etc/fairgate/redis");
    serve({"--postgres", "dbname=hall"});
    EXPECT_EQ(serve_.postgres, "dbname=hall");
    EXPECT_EQ(serve_.postgres_file, "");
    EXPECT_EQ(serve_.redis, "");
    EXPECT_EQ(serve_.redis_file, "/etc/fairgate/redis");
}

TEST_F(ConfigFileTest, IsNamedByTheEnvironmentToo) {
    write("data = '/var/lib/hall'\n");
    const Variable config("FAIRGATE_CONFIG", file_);
    run({"look"});
    EXPECT_EQ(look_.data, "/var/lib/hall");
    EXPECT_EQ(serve_.data, "data") << "the command that is not run is left alone";
}

TEST_F(ConfigFileTest, ServesEveryCommand) {
    write("data = '/var/lib/hall'\nhold-seconds = 300\nsmtp = 'smtp://mail.example:25'\n");
    run({"look", "--config", file_});
    EXPECT_EQ(look_.data, "/var/lib/hall");
    write("data = '/var/lib/hall'\nhold-second = 300\n");
    EXPECT_THROW(run({"look", "--config", file_}), CliError);
}

TEST_F(ConfigFileTest, TakesTheOneThatThePackageInstalls) {
    file_ = std::filesystem::path(testing::kCheckout) / "deploy/debian/fairgate.toml";
    serve_.listen.clear();
    serve();
    EXPECT_EQ(serve_.listen, "127.0.0.1:8080");
    EXPECT_EQ(serve_.data, "/var/lib/fairgate");
    EXPECT_TRUE(serve_.no_demo) << "a shop that is not for play";
}

TEST_F(ConfigFileTest, RefusesWhatNoCommandKnows) {
    EXPECT_EQ(refusal("hold-second = 5\n"), "hold-second: there is no such option.");
    EXPECT_EQ(refusal("hold_seconds = 5\n"), "hold_seconds: there is no such option.");
    EXPECT_EQ(refusal("config = 'other.toml'\n"), "config: there is no such option.");
    EXPECT_EQ(refusal("help = true\n"), "help: there is no such option.");
    EXPECT_EQ(refusal("to = 'backup'\n"), "to: there is no such option.") << "it is for the command line";
}

TEST_F(ConfigFileTest, RefusesValuesOfTheWrongType) {
    EXPECT_THAT(refusal("hold-seconds = \"ten\"\n"), AllOf(StartsWith("hold-seconds: "), HasSubstr("ten")));
    EXPECT_THAT(refusal("hold-seconds = 0\n"), AllOf(StartsWith("hold-seconds: "), HasSubstr("86400")));
    EXPECT_THAT(refusal("connections = 40_000\n"), StartsWith("connections: "));
    EXPECT_THAT(refusal("no-demo = maybe\n"), StartsWith("no-demo: "));
    EXPECT_THAT(refusal("no-demo = [true, false]\n"), StartsWith("no-demo: it wants one value"));
    EXPECT_THAT(refusal("roles = ['sales']\n"), StartsWith("roles: "));
    EXPECT_THAT(refusal("trusted-proxy = []\n"), StartsWith("trusted-proxy: the value is missing"));
    EXPECT_THAT(refusal("threads = 1\nno-demo = true\nthreads = 2\n"), StartsWith("threads: it wants one"));
    EXPECT_THAT(refusal("redis = redis+cluster://one,two\n"), StartsWith("redis: it wants one value"));
}

TEST_F(ConfigFileTest, NamesTheLineThatIsNotUnderstood) {
    EXPECT_EQ(refusal("no-demo = true\nhold-seconds 5\n"), "line 2: it is not 'option = value'.");
    EXPECT_EQ(refusal("x\n"), "line 1: it is not 'option = value'.");
    EXPECT_EQ(refusal("\n[serve]\nlisten = ''\n"), "line 2: it is not 'option = value'.");
    EXPECT_EQ(refusal("threads =\n"), "line 1: the value is missing.");
    EXPECT_EQ(refusal("threads = # four\n"), "line 1: the value is missing.");
    EXPECT_EQ(refusal("listen = \"127.0.0.1:1\n"), "line 1: a quote is not closed.");
    EXPECT_EQ(refusal("threads = 1\nroles = [\n 'api',\n"), "line 2: a [ is not closed.");
    EXPECT_EQ(refusal("web = \"a\\\"b\"\n"), "line 1: put a text with a backslash into single quotes.");
    EXPECT_EQ(refusal("web = \"\"\"dist\"\"\"\n"), "web: its quotes are not understood.");
}

TEST_F(ConfigFileTest, NeverRepeatsALineThatMayHoldAPassword) {
    for (const char* text : {"postgresql://ann:s3cret@db.example/hall?sslmode=require\n",
                             "postgres = \"postgresql://ann:s3cret@db.example\n", "s3cret = [\n",
                             "postgres postgresql://ann:s3cret@db.example\n",
                             "postgres = postgresql://ann:s3cret,x@db.example\n"}) {
        EXPECT_THAT(refusal(text), Not(HasSubstr("s3cret"))) << text;
    }
}

TEST_F(ConfigFileTest, MustBeAFileThatCanBeRead) {
    for (const auto& path : {folder_.path() / "missing.toml", folder_.path()}) {
        try {
            run({"serve", "--config", path});
            FAIL() << path;
        } catch (const CliError& error) {
            EXPECT_EQ(error.exit_code, kUsage);
            EXPECT_THAT(error.what(), StartsWith(path.string()));
        }
    }
}

}  // namespace
}  // namespace fairgate::cli
