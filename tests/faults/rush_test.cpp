#include "faults/fans.hpp"
#include "faults/mails.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <thread>

namespace fairgate::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::PostgresDatabase;
using testing::PostgresServer;
using testing::TemporaryFolder;

constexpr int kShoppers = 200;
constexpr std::chrono::milliseconds kTick{10};
constexpr std::chrono::seconds kSaleMax{150};

enum class Engine { embedded, postgres };

std::string name_of(const ::testing::TestParamInfo<Engine>& engine) {
    return engine.param == Engine::embedded ? "Embedded" : "Postgres";
}

/// A server with shoppers in front of it.
class RushTest : public ::testing::TestWithParam<Engine> {
  protected:
    /// On `database` when that is the engine.
    void open(const std::vector<std::uint32_t>& shows, std::unique_ptr<PostgresDatabase> database) {
        if (GetParam() == Engine::postgres) {
            database_ = std::move(database);
            store_options_ = {"--postgres", database_->dsn()};
            server_.add_options(store_options_);
        }
        crowd_.shows = make_shows(data_, shows, store_options_);
        for (const auto& show : crowd_.shows) promises_.opened(show.id, show.seats);
        server_.start();
    }

    void admit(int shoppers) {
        for (int i = 0; i < shoppers; ++i) {
            shoppers_.push_back(std::make_unique<Shopper>(crowd_, random_()));
            spawn(shoppers_.back()->run());
        }
    }

    void spawn(Task<void> task) {
        ++running_;
        asio::co_spawn(loop_, std::move(task), [this](std::exception_ptr error) {
            --running_;
            try {
                if (error) std::rethrow_exception(error);
            } catch (const std::exception& e) {
                promises_.broken(e.what());
            }
        });
    }

    /// What there is now, with the ledger in `folder`.
    StoreContents read(const std::filesystem::path& folder) const {
        return database_ ? read_database(database_->dsn(), folder) : read_store(folder);
    }

    /// Holds what a dead server left against what it had promised. With a database the server may live: all
    /// that anybody was told is in there already.
    void inspect_remains(bool settled) {
        const auto copy = folder_.path() / "copy";
        copy_store(data_, copy);
        const auto contents = read(copy);
        const auto now = wall_clock();
        std::vector<std::string> arguments{"audit", "--data", copy.string()};
        arguments.insert(arguments.end(), store_options_.begin(), store_options_.end());
        const auto audit = run_fairgate(arguments);
        if (audit.exit_code != 0) promises_.broken("audit: " + audit.out + audit.err);
        settled ? promises_.compare_settled(contents, now) : promises_.compare(contents, now);
        if (settled) look_for_mails(contents);
    }

    /// Every paid order has its mail, or somebody is still to send it; and none came again that need not.
    void look_for_mails(const StoreContents& contents) {
        const Mails mails(read_mails(data_));
        for (auto& repeat : mails.needless_repeats({server_.kills()})) promises_.broken(std::move(repeat));
        for (const auto& [id, order] : contents.orders) {
            if (order.status != "paid") continue;
            const bool waits = std::ranges::any_of(contents.messages, [&](const std::string& body) {
                return body.contains("\"" + id.text() + "\"");
            });
            if (!mails.has(id) && !waits) promises_.broken("order " + id.text() + " gets no mail");
        }
    }

    /// Orders that the running server has yet to finish.
    std::size_t open_orders() const {
        const auto contents = read(data_);
        return static_cast<std::size_t>(std::ranges::count_if(contents.orders, [](const auto& entry) {
            return entry.second.status == "pending" || entry.second.capture_due;
        }));
    }

    void print_figures() {
        fmt::print(
            "{} reservations, {} released, {} ended by time, {} cards declined, {} orders over {} cents, {} "
            "answers lost\n",
            promises_.reservations(), crowd_.released, crowd_.expired, crowd_.declined, promises_.orders(),
            promises_.turnover().value, crowd_.lost_answers);
    }

    TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    /// Null with the embedded store.
    std::unique_ptr<PostgresDatabase> database_;
    std::vector<std::string> store_options_;
    std::mt19937_64 random_{chosen_seed()};
    asio::io_context loop_{1};
    Server server_{data_,
                   {"--no-demo", "--log-level", "warn", "--access-log", "-", "--hold-seconds", "4",
                    "--payment-seconds", "2"}};
    Promises promises_;
    Crowd crowd_{{{&server_}}, promises_};
    std::vector<std::unique_ptr<Shopper>> shoppers_;
    int running_ = 0;
};

TEST_P(RushTest, FiftySeatsFindOneOwnerEachAmongTwoHundredShoppers) {
    open({400, 50}, GetParam() == Engine::postgres ? std::make_unique<PostgresDatabase>() : nullptr);
    crowd_.rush = 1;
    admit(kShoppers);
    spawn(close_when_sold_out(crowd_, kSaleMax));
    loop_.run();
    EXPECT_EQ(running_, 0);
    EXPECT_EQ(promises_.sold(crowd_.shows[1].id), 50U);
    EXPECT_GT(promises_.sold(crowd_.shows[0].id), 0U) << "nobody bought anything else meanwhile";
    EXPECT_EQ(crowd_.lost_answers, 0U);
    EXPECT_EQ(server_.stop(), 0);
    inspect_remains(true);
    EXPECT_THAT(promises_.complaints(), IsEmpty());
    print_figures();
}

INSTANTIATE_TEST_SUITE_P(Engines, RushTest, ::testing::Values(Engine::embedded, Engine::postgres), name_of);

class KillTest : public RushTest {
  protected:
    int kills() const { return GetParam() == Engine::embedded ? 24 : 16; }
    int roll(int below) { return std::uniform_int_distribution(0, below - 1)(random_); }

    /// Lets everything live for a random while, kills something, and looks at what is left when it runs
    /// again, with a new show to fight for.
    Task<void> kill_again_and_again() {
        for (int kill = 0; kill < kills(); ++kill) {
            co_await pause_for(std::chrono::milliseconds{20 + roll(880)});
            if (database_ && roll(3) == 0) {
                co_await kill_database();
            } else {
                kill_server();
            }
            crowd_.rush = static_cast<std::size_t>(kill) + 1;
        }
        crowd_.closing = true;
    }

    void kill_server() {
        server_.kill();
        inspect_remains(false);
        server_.start();
    }

    /// Takes the server under test with it now and then.
    Task<void> kill_database() {
        ++database_kills_;
        own_postgres_->kill();
        const bool both = roll(3) == 0;
        if (both) server_.kill();
        co_await pause_for(std::chrono::milliseconds{20 + roll(1'500)});
        own_postgres_->resume();
        inspect_remains(false);
        if (both) {
            server_.start();
        } else {
            co_await wait_for_a_reservation();
        }
    }

    /// The server has to find the database again by itself.
    Task<void> wait_for_a_reservation() {
        constexpr std::chrono::seconds kBackMax{60};
        const auto end = std::chrono::steady_clock::now() + kBackMax;
        const auto before = promises_.reservations();
        while (promises_.reservations() == before && std::chrono::steady_clock::now() < end) {
            co_await pause_for(kTick);
        }
        if (promises_.reservations() == before) promises_.broken("the server does not find its database");
    }

    /// Waits until recovery has decided all orders, which their buyers have heard by now.
    void settle() {
        constexpr std::chrono::seconds kSettleMax{150};
        const auto end = std::chrono::steady_clock::now() + kSettleMax;
        while (open_orders() > 0 && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(kTick * 10);
        }
        EXPECT_EQ(server_.stop(), 0);
    }

    /// Not the one that other tests use meanwhile.
    std::unique_ptr<PostgresServer> own_postgres_;
    int database_kills_ = 0;
};

TEST_P(KillTest, KillingAnybodyLosesNothingThatWasAcknowledged) {
    std::unique_ptr<PostgresDatabase> database;
    if (GetParam() == Engine::postgres) {
        own_postgres_ = std::make_unique<PostgresServer>();
        database = std::make_unique<PostgresDatabase>(own_postgres_->folder());
    }
    open(std::vector<std::uint32_t>(static_cast<std::size_t>(kills()) + 1, 120), std::move(database));
    admit(kShoppers);
    spawn(kill_again_and_again());
    loop_.run();
    EXPECT_EQ(running_, 0);
    settle();
    inspect_remains(true);
    EXPECT_THAT(promises_.complaints(), IsEmpty());
    EXPECT_GT(crowd_.lost_answers, 0U) << "the kills hit nobody";
    print_figures();
    if (database_) fmt::print("PostgreSQL was killed {} times\n", database_kills_);
}

INSTANTIATE_TEST_SUITE_P(Engines, KillTest, ::testing::Values(Engine::embedded, Engine::postgres), name_of);

}  // namespace
}  // namespace fairgate::faults
