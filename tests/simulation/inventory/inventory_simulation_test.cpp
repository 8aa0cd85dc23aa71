// Virtual shoppers under a virtual clock, with crashes at random points, against a model of a page: whatever
// happens, the inventory answers what the model says. A failing seed prints itself; FAIRGATE_SEED plays it
// again.

#include "unit/inventory/inventory_house.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace fairgate::testing {
namespace {

constexpr SeatIndex kSeats = 24;
constexpr std::uint32_t kShoppers = 5;
constexpr std::uint32_t kPurchaseLimit = 8;

struct ModelSeat {
    std::uint64_t owner = 0;
    bool sold = false;
    Timestamp until;
};

class Simulation {
  public:
    explicit Simulation(std::uint64_t seed) : dice_(seed), house_(square_plan(2, 2, 6)) {}

    void run(int steps) {
        for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
            const auto who = house_.session(1 + dice_.below(kShoppers));
            switch (dice_.below(12)) {
                case 0:
                    house_.crash();
                    break;
                case 1:
                    house_.clock.advance(std::chrono::seconds{dice_.below(300)});
                    break;
                case 2:
                    run_task(house_->sweep.sweep());
                    break;
                case 3:
                    release(who);
                    break;
                case 4:
                    sell(who);
                    break;
                case 5:
                case 6:
                    best(who);
                    break;
                default:
                    reserve(who);
            }
            check();
        }
    }

  private:
    Timestamp now() const { return house_.clock.now(); }
    bool live(const ModelSeat& seat) const { return seat.sold || (seat.owner != 0 && seat.until > now()); }
    std::set<SeatIndex> held_by(Session who) const {
        std::set<SeatIndex> seats;
        for (SeatIndex i = 0; i < kSeats; ++i) {
            if (model_[i].owner == who.id.value && !model_[i].sold && live(model_[i])) seats.insert(i);
        }
        return seats;
    }
    std::uint32_t may_add(Session who) const {
        std::uint32_t bought = 0;
        for (const auto& seat : model_) bought += seat.sold && seat.owner == who.id.value;
        const auto held = static_cast<std::uint32_t>(held_by(who).size());
        return std::min(6 - held, kPurchaseLimit - std::min(kPurchaseLimit, held + bought));
    }
    /// When a hold that grows now ends.
    Timestamp end_for(Session who) const {
        const auto held = held_by(who);
        return held.empty() ? now() + house_.rules.hold_duration : model_[*held.begin()].until;
    }

    void reserve(Session who) {
        const auto count = std::min(may_add(who), 1 + dice_.below(4));
        if (count == 0) return;
        std::set<SeatIndex> asked;
        while (asked.size() < count) asked.insert(dice_.below(kSeats));
        const bool all = dice_.below(4) == 0;
        const auto end = end_for(who);
        const auto own = held_by(who);
        std::set<SeatIndex> taken;
        for (const auto seat : asked) {
            if (!own.contains(seat) && live(model_[seat])) taken.insert(seat);
        }
        const bool granted = taken.size() < asked.size() && (!all || taken.empty());
        const auto answer = house_.reserve(who, {asked.begin(), asked.end()}, all);
        ASSERT_EQ(answer.has_value(), granted);
        const auto& unavailable = answer ? answer->unavailable_seats : answer.error().unavailable_seats;
        // After a crash the locks know less than the store, and all-or-nothing stops at the first that does.
        EXPECT_TRUE(all ? unavailable.empty() == taken.empty() : unavailable.size() == taken.size());
        for (const auto& id : unavailable)
            EXPECT_TRUE(taken.contains(static_cast<SeatIndex>(std::stoul(id))));
        if (!granted) return;
        for (const auto seat : asked) {
            if (!taken.contains(seat)) model_[seat] = {who.id.value, false, end};
        }
        EXPECT_EQ(answer->reservation.expires_at, end);
        EXPECT_EQ(answer->reservation.seat_ids.size(), held_by(who).size());
    }

    void best(Session who) {
        const auto count = std::min(may_add(who), 1 + dice_.below(4));
        if (count == 0) return;
        run_task(house_->sweep.sweep());
        const auto free = std::ranges::count_if(model_, [this](const auto& seat) { return !live(seat); });
        const auto end = end_for(who);
        const auto before = held_by(who);
        const auto answer = house_.best(who, count);
        ASSERT_EQ(answer.has_value(), free >= count);
        if (!answer) return;
        EXPECT_EQ(answer->reservation.seat_ids.size(), before.size() + count);
        for (const auto& id : answer->reservation.seat_ids) {
            const auto seat = static_cast<SeatIndex>(std::stoul(id));
            EXPECT_TRUE(before.contains(seat) || !live(model_[seat]));
            model_[seat] = {who.id.value, false, end};
        }
    }

    void release(Session who) {
        const auto own = held_by(who);
        EXPECT_EQ(house_.release(who).has_value(), !own.empty());
        for (const auto seat : own) model_[seat] = {};
    }

    void sell(Session who) {
        const auto hold = run_task(house_->seats.find_hold(house_.event, who.id, now()));
        const auto own = held_by(who);
        ASSERT_EQ(hold.has_value(), !own.empty());
        if (!hold) return;
        house_.sell(++last_order_, who, *hold);
        for (const auto seat : own) model_[seat].sold = true;
    }

    void check() {
        const auto dump = house_.dump();
        EXPECT_THAT(broken_invariants(dump, house_.rules), ::testing::IsEmpty());
        for (const auto& seat : dump.seats) {
            const auto& expected = model_[seat.seat];
            const bool held = seat.status == SeatStatus::held && *seat.held_until > now();
            EXPECT_EQ(held, !expected.sold && live(expected)) << "seat " << seat.seat;
            EXPECT_EQ(seat.status == SeatStatus::sold, expected.sold) << "seat " << seat.seat;
            if (held) {
                EXPECT_EQ(seat.session.value, expected.owner);
            }
        }
    }

    SeededRandom dice_;
    InventoryHouse house_;
    std::vector<ModelSeat> model_ = std::vector<ModelSeat>(kSeats);
    std::uint64_t last_order_ = 500;
};

TEST(InventorySimulation, AgreesWithTheModelThroughCrashesAndTime) {
    const char* fixed = std::getenv("FAIRGATE_SEED");
    SystemRandom random;
    for (int round = 0; round < (fixed ? 1 : 10) && !HasFailure(); ++round) {
        const std::uint64_t seed = fixed ? std::strtoull(fixed, nullptr, 10) : random.next();
        SCOPED_TRACE("FAIRGATE_SEED=" + std::to_string(seed));
        Simulation(seed).run(150);
    }
}

}  // namespace
}  // namespace fairgate::testing
