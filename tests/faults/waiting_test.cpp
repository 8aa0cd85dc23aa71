#include "base/json.hpp"
#include "faults/cluster_house.hpp"
#include "faults/visitor.hpp"

#include <fmt/format.h>

namespace fairgate::faults {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t kSeats = 200;
constexpr std::size_t kFans = 20;
constexpr std::size_t kBetween = 500;
constexpr std::int64_t kShoppersMax = 5;

/// Three nodes, and an event with 10,000 in its waiting room: fans who look at their places, each at one
/// node, and between any two of them a crowd that is as good as written down.
class WaitingTest : public ClusterHouse {
  protected:
    WaitingTest() : ClusterHouse({kSeats}, {"--shoppers", std::to_string(kShoppersMax)}) {
        cluster_.change_store(
            fmt::format("UPDATE events SET high_demand = true WHERE id = {0};"
                        " SELECT pg_notify('fairgate_events', '{0}')",
                        event_.value));
        for (std::size_t i = 0; i < kFans; ++i) {
            fans_.push_back(std::make_unique<Visitor>(cluster_.node(i % Cluster::kNodes)));
        }
    }

    std::string path(const char* call) const { return fmt::format("/api/queue/{}/{}", event_.text(), call); }

    /// Once the nodes have heard that the event is in demand.
    void join(Visitor& fan) {
        ASSERT_TRUE(
            becomes_true([&] { return fan.post(path("join"), json::object{}).status == 200; }, kSettleMax));
    }
    /// As many rows as if so many had joined.
    void add_crowd() {
        cluster_.change_store(
            fmt::format("WITH room AS (UPDATE rooms SET next_entry = next_entry + {0}, version = version + 1"
                        " WHERE event_id = {1} RETURNING next_entry - {0} AS first, version)"
                        " INSERT INTO room_entries (event_id, entry, session_id, joined_at, version)"
                        " SELECT {1}, room.first + n, 1000000 + room.first + n, 0, room.version"
                        " FROM room, generate_series(0, {0} - 1) AS n",
                        kBetween, event_.value));
    }

    /// The death of a node costs the answer that was under way, and no more.
    json::object status_of(Visitor& fan) const {
        try {
            return fan.get(path("status")).data.as_object();
        } catch (const std::bad_optional_access&) {
            return fan.get(path("status")).data.as_object();
        }
    }

    /// The place of every fan now; 0 for whose turn it is. None is behind where it was.
    std::vector<std::int64_t> look() {
        std::vector<std::int64_t> positions;
        for (std::size_t i = 0; i < kFans; ++i) {
            const auto status = status_of(*fans_[i]);
            EXPECT_NE(status.at("status").as_string(), "not_in_queue") << "fan " << i;
            positions.push_back(status.at("position").as_int64());
            if (positions_.empty()) continue;
            EXPECT_LE(positions.back(), positions_[i]) << "fan " << i;
        }
        positions_ = positions;
        return positions;
    }
    void look_for(seconds time) {
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end) look();
    }
    std::int64_t count(const char* states) const {
        return std::stoll(cluster_.change_store(
            fmt::format("SELECT count(*) FROM room_entries WHERE event_id = {} AND state IN ({})",
                        event_.value, states)));
    }

    EventId event_ = cluster_.shows().front().id;
    std::vector<std::unique_ptr<Visitor>> fans_;
    std::vector<std::int64_t> positions_;
};

TEST_F(WaitingTest, NobodyLosesAPlaceWhenRedisIsWiped) {
    for (auto& fan : fans_) {
        join(*fan);
        if (HasFatalFailure()) return;
        add_crowd();
    }
    EXPECT_EQ(count("0, 1, 2"), static_cast<std::int64_t>(kFans * (kBetween + 1)));
    ASSERT_TRUE(becomes_true([this] { return count("1") == kShoppersMax; }, kSettleMax));
    // Until every node knows everybody.
    ASSERT_TRUE(
        becomes_true([this] { return look().back() > std::int64_t{(kFans - 1) * kBetween}; }, kSettleMax));

    EXPECT_EQ(cluster_.redis().command({"FLUSHALL"}), "OK");
    look_for(seconds{3});
    cluster_.redis().kill();
    cluster_.node(2).kill();
    cluster_.redis().resume();
    cluster_.node(2).start();
    look_for(seconds{3});

    const auto before = look();
    EXPECT_EQ(before.front(), 0) << "the first fan was first in line";
    EXPECT_EQ(fans_.front()->post(path("leave"), json::object{}).status, 200U);
    fans_.erase(fans_.begin());
    EXPECT_TRUE(becomes_true([&] { return count("1, 2") == kShoppersMax && count("4") == 1; }, kSettleMax))
        << "the place in the shop goes to the next in line";
    EXPECT_EQ(count("0, 1, 2, 4"), static_cast<std::int64_t>(kFans * (kBetween + 1)))
        << "who joined waits, shops or has left";
}

}  // namespace
}  // namespace fairgate::faults
