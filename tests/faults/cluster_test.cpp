#include "faults/chaos.hpp"
#include "faults/cluster_house.hpp"
#include "faults/load_balancer.hpp"

#include <fmt/format.h>

namespace fairgate::faults {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using SteadyTime = std::chrono::steady_clock;

constexpr std::uint32_t kSeats = 50;
constexpr seconds kSaleMax{150};

/// Who takes a message and dies keeps it for a minute, and who handles it for two; then it is repeated after
/// a pause of up to two more.
constexpr std::chrono::minutes kMailsMax{6};

bool is_long() {
    return std::getenv("FAIRGATE_LONG") != nullptr;
}

std::size_t rounds() {
    return is_long() ? 30 : 3;
}

/// A hall for each round, and a larger one for those who want something else.
std::vector<std::uint32_t> halls(std::size_t rounds) {
    std::vector<std::uint32_t> seats(rounds + 1, kSeats);
    seats.front() = static_cast<std::uint32_t>(200 * rounds);
    return seats;
}

double seconds_since(SteadyTime::time_point moment) {
    return std::chrono::duration<double>(SteadyTime::now() - moment).count();
}

class ClusterTest : public ClusterHouse {
  protected:
    ClusterTest() : ClusterHouse(halls(rounds()), {"--payment-seconds", "2"}) {}

    /// Says what was done to the cluster.
    std::string play(std::size_t round) {
        constexpr int kShoppers = 150;
        constexpr milliseconds kRage{5'000};
        crowd_.rush = round;
        Chaos chaos(cluster_, random_());
        Fans fans(crowd_, kShoppers, random_());
        chaos.rage(kRage);
        fans.finish(kSaleMax);
        return chaos.history();
    }

    /// Those that the dead had not sent, and those that they had sent without writing it down.
    void await_mails_of_the_dead() const {
        EXPECT_TRUE(becomes_true(
            [this] { return cluster_.missing_mails() == 0 && cluster_.claimed_mails() == 0; }, kMailsMax))
            << cluster_.missing_mails() << " buyers have got no mail";
        check_mails();
    }
};

TEST_F(ClusterTest, KeepsItsPromisesWhateverDies) {
    for (std::size_t round = 1; round <= rounds(); ++round) {
        const auto began = SteadyTime::now();
        const auto history = play(round);
        const auto played = seconds_since(began);
        settle();
        fmt::print(
            "round {}: {:.1f} s, {:.1f} s with settling; {} orders, {} reservations, {} lost answers\n",
            round, played, seconds_since(began), promises_.orders(), promises_.reservations(),
            crowd_.lost_answers);
        check();
        EXPECT_EQ(promises_.sold(crowd_.shows[round].id), kSeats);
        ASSERT_FALSE(HasFailure()) << history << cluster_.logs();
    }
    EXPECT_GT(crowd_.lost_answers, 0U) << "the faults hit nobody";
    check_mails();
    if (is_long()) await_mails_of_the_dead();
    check();
    EXPECT_FALSE(HasFailure()) << cluster_.logs();
}

class BalancedClusterTest : public ClusterHouse {
  protected:
    BalancedClusterTest()
        : ClusterHouse(halls(1), options()), balancer_(cluster_.folder(), cluster_.doors().all) {
        crowd_.doors.all = {&balancer_};
        crowd_.rush = 1;
    }

    static std::vector<std::string> options() {
        auto options = LoadBalancer::kNodeOptions;
        options.insert(options.end(), {"--payment-seconds", "2"});
        return options;
    }

    LoadBalancer balancer_;
};

TEST_F(BalancedClusterTest, SellsOutThoughANodeIsKilled) {
    constexpr int kShoppers = 80;
    Fans fans(crowd_, kShoppers, random_());
    std::this_thread::sleep_for(milliseconds{std::uniform_int_distribution(100, 1'500)(random_)});
    cluster_.node(0).kill();
    fans.finish(kSaleMax);
    settle();
    check_mails();
    check();
    EXPECT_EQ(promises_.sold(crowd_.shows[1].id), kSeats);
    EXPECT_FALSE(HasFailure()) << cluster_.logs();
}

}  // namespace
}  // namespace fairgate::faults
