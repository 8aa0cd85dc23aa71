#pragma once

#include "faults/cluster.hpp"
#include "faults/fans.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <thread>

namespace fairgate::faults {

/// A cluster for a test, visitors that it may let in, and what they were promised.
class ClusterHouse : public ::testing::Test {
  protected:
    /// So much patience with a slow machine.
    static constexpr std::chrono::seconds kSettleMax{150};

    ClusterHouse(const std::vector<std::uint32_t>& seats, std::vector<std::string> options,
                 std::chrono::seconds hold = Cluster::kHold)
        : cluster_(seats, std::move(options), hold) {
        crowd_.shows = cluster_.shows();
        crowd_.is_on_many_nodes = true;
        for (const auto& show : crowd_.shows) promises_.opened(show.id, show.seats);
    }

    static bool becomes_true(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
        constexpr std::chrono::milliseconds kLook{50};
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end) return false;
            std::this_thread::sleep_for(kLook);
        }
        return true;
    }

    /// Until no order waits for anybody.
    void settle(std::chrono::seconds limit = kSettleMax) const {
        EXPECT_TRUE(becomes_true([this] { return cluster_.open_orders() == 0; }, limit))
            << cluster_.open_orders() << " orders are still open";
    }

    /// Holds what there is against what all visitors have seen, and nothing else.
    void check() {
        const auto audit = cluster_.audit();
        if (!audit.empty()) promises_.broken("audit: " + audit);
        promises_.compare_settled(cluster_.read(), wall_clock());
        for (auto& repeat : cluster_.mails().needless_repeats(cluster_.kills())) promises_.broken(repeat);
        EXPECT_THAT(promises_.complaints(), ::testing::IsEmpty());
    }

    /// Until every mail has been sent, but for those that wait for the claim of a dead node to end.
    void check_mails() const {
        EXPECT_TRUE(becomes_true([this] { return cluster_.lost_mails() == 0; }, kSettleMax))
            << cluster_.lost_mails() << " mails are lost";
        std::size_t kills = 0;
        for (const auto& node : cluster_.kills()) kills += node.size();
        const auto mails = cluster_.mails();
        fmt::print("{} orders have a mail, {} mails came again, {} are to come; nodes were killed {} times\n",
                   mails.orders(), mails.repeats(), cluster_.missing_mails(), kills);
    }

    Cluster cluster_;
    std::mt19937_64 random_{chosen_seed()};
    Promises promises_;
    Crowd crowd_{cluster_.doors(), promises_};
};

}  // namespace fairgate::faults
