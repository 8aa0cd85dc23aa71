#include "faults/shopper.hpp"
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
using testing::TemporaryFolder;

constexpr int kShoppers = 200;
constexpr std::chrono::milliseconds kTick{10};

std::uint64_t seed() {
    const char* chosen = std::getenv("FAIRGATE_SEED");
    const std::uint64_t value = chosen ? std::stoull(chosen) : std::random_device{}();
    fmt::print("seed {} (repeat with FAIRGATE_SEED={})\n", value, value);
    return value;
}

/// A server with shoppers in front of it.
class RushTest : public ::testing::Test {
  protected:
    void open(const std::vector<std::uint32_t>& shows) {
        crowd_.shows = make_shows(data_, shows);
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

    /// Holds the files that a dead server left against what it had promised.
    void inspect_remains(bool settled) {
        const auto now = wall_clock();
        const auto copy = folder_.path() / "copy";
        copy_store(data_, copy);
        const auto audit = run_fairgate({"audit", "--data", copy.string()});
        if (audit.exit_code != 0) promises_.broken("audit: " + audit.out + audit.err);
        const auto contents = read_store(copy);
        settled ? promises_.compare_settled(contents, now) : promises_.compare(contents, now);
    }

    /// Orders that the running server has yet to finish.
    std::size_t open_orders() const {
        const auto contents = read_store(data_);
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
    std::mt19937_64 random_{seed()};
    asio::io_context loop_{1};
    Server server_{data_,
                   {"--no-demo", "--log-level", "warn", "--access-log", "-", "--hold-seconds", "4",
                    "--payment-seconds", "2"}};
    Promises promises_;
    Crowd crowd_{server_, promises_};
    std::vector<std::unique_ptr<Shopper>> shoppers_;
    int running_ = 0;
};

Task<void> close_when_sold_out(Crowd& crowd) {
    constexpr std::chrono::seconds kSaleMax{60};
    const auto end = std::chrono::steady_clock::now() + kSaleMax;
    const Show& show = crowd.shows[crowd.rush];
    while (crowd.promises.sold(show.id) < show.seats && std::chrono::steady_clock::now() < end) {
        co_await pause_for(kTick);
    }
    crowd.closing = true;
}

TEST_F(RushTest, FiftySeatsFindOneOwnerEachAmongTwoHundredShoppers) {
    open({400, 50});
    crowd_.rush = 1;
    admit(kShoppers);
    spawn(close_when_sold_out(crowd_));
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

class KillTest : public RushTest {
  protected:
    static constexpr int kKills = 24;

    /// Lets the server live for a random while, kills it, looks at what it left and starts it again, with a
    /// new show to fight for.
    Task<void> kill_again_and_again() {
        std::uniform_int_distribution<int> life_ms(20, 900);
        for (int kills = 0; kills < kKills; ++kills) {
            co_await pause_for(std::chrono::milliseconds{life_ms(random_)});
            server_.kill();
            inspect_remains(false);
            crowd_.rush = static_cast<std::size_t>(kills) + 1;
            server_.start();
        }
        crowd_.closing = true;
    }

    /// Waits until recovery has decided all orders, which their buyers have heard by now.
    void settle() {
        constexpr std::chrono::seconds kSettleMax{30};
        const auto end = std::chrono::steady_clock::now() + kSettleMax;
        while (open_orders() > 0 && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(kTick * 10);
        }
        EXPECT_EQ(server_.stop(), 0);
    }
};

TEST_F(KillTest, KillingTheServerLosesNothingThatWasAcknowledged) {
    open(std::vector<std::uint32_t>(kKills + 1, 120));
    admit(kShoppers);
    spawn(kill_again_and_again());
    loop_.run();
    EXPECT_EQ(running_, 0);
    settle();
    inspect_remains(true);
    EXPECT_THAT(promises_.complaints(), IsEmpty());
    EXPECT_GT(crowd_.lost_answers, 0U) << "the kills hit nobody";
    print_figures();
}

}  // namespace
}  // namespace fairgate::faults
