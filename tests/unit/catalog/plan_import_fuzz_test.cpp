#include "base/random.hpp"
#include "catalog/plan_seats.hpp"
#include "unit/catalog/plan_texts.hpp"

#include <set>

namespace fairgate::testing {
namespace {

/// Changes one thing somewhere in a JSON document.
class Mutator {
  public:
    explicit Mutator(std::uint64_t seed) : random_(seed) {}

    void mutate(json::value& value) {
        json::value* target = &value;
        // Most of what can be repaired is deep down.
        auto* zones = value.is_object() ? value.get_object().if_contains("zones") : nullptr;
        if (zones && random_.below(5) != 0) target = zones;
        while (random_.below(12) != 0) {
            if (auto* object = target->if_object(); object && !object->empty()) {
                target =
                    &(object->begin() + random_.below(static_cast<std::uint32_t>(object->size())))->value();
            } else if (auto* array = target->if_array(); array && !array->empty()) {
                target = &(*array)[random_.below(static_cast<std::uint32_t>(array->size()))];
            } else {
                break;
            }
        }
        change(*target);
    }

    void damage(std::string& text) {
        for (auto n = 1 + random_.below(4); n > 0 && !text.empty(); --n) {
            const auto at = random_.below(static_cast<std::uint32_t>(text.size()));
            switch (random_.below(4)) {
                case 0:
                    text[at] = static_cast<char>(random_.below(256));
                    break;
                case 1:
                    text.erase(at, 1 + random_.below(40));
                    break;
                case 2:
                    text.insert(at, text.substr(random_.below(static_cast<std::uint32_t>(text.size())), 30));
                    break;
                default:
                    text.resize(at);
            }
        }
    }

  private:
    void change(json::value& value) {
        switch (random_.below(25)) {
            case 0:
                value = nullptr;
                return;
            case 1:
                value = json::array{1, "x"};
                return;
            case 2:
                value = json::object{{"x", -1e5}, {"y", 1e-300}};
                return;
            case 3:
                value = "";
                return;
            case 4:
                value = -0.0;
                return;
            case 5:
                value = INT64_MIN;
                return;
            case 6:
                value = UINT64_MAX;
                return;
            default:
                shrink_or_repeat(value);
        }
    }

    void shrink_or_repeat(json::value& value) {
        if (auto* object = value.if_object(); object && !object->empty()) {
            object->erase(object->begin() + random_.below(static_cast<std::uint32_t>(object->size())));
        } else if (auto* array = value.if_array(); array && !array->empty()) {
            const auto at = random_.below(static_cast<std::uint32_t>(array->size()));
            const json::value item = (*array)[at];
            random_.below(2) == 0 ? array->erase(array->begin() + at), 0 : (array->push_back(item), 0);
        } else if (value.is_number()) {
            value = value.to_number<double>() * (1 + random_.below(1'000)) - 500;
        } else {
            value = true;
        }
    }

    SeededRandom random_;
};

/// What holds of every plan that is let in.
void expect_sound(const ImportedPlan& result) {
    const PlanSeats seats(result.plan);
    EXPECT_GT(seats.seat_count(), 0U);
    std::set<std::string> tickets;
    for (SeatIndex i = 0; i < seats.seat_count(); ++i) {
        const auto& place = seats.place(i);
        EXPECT_TRUE(place.x >= -0.2 && place.x <= result.plan.width + 0.2 && place.y >= -0.2 &&
                    place.y <= result.plan.height + 0.2);
        tickets.insert(seats.section_name(place.section) + "/" + seats.row_of(i).label + "/" +
                       seats.number(i));
    }
    EXPECT_EQ(tickets.size(), seats.seat_count());
    for (const auto& section : result.plan.sections) EXPECT_GE(section.outline.size(), 6U);
    EXPECT_TRUE(from_json_text<api::SeatingPlan>(result.json).has_value());
}

/// Says whether the plan was let in.
bool expect_sound_or_refused(const std::string& text) {
    const auto result = import_plan(text);
    if (!result) {
        EXPECT_TRUE(result.error().path.starts_with('$'));
        EXPECT_FALSE(result.error().reason.empty());
        return false;
    }
    expect_sound(*result);
    return true;
}

TEST(PlanImportFuzz, AChangedRealPlanIsSoundOrRefusedWithAPath) {
    constexpr std::uint64_t kRounds = 150;
    const auto original = json::parse(real_plan_text());
    for (std::uint64_t seed = 0; seed < kRounds && !::testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        json::value plan = original;
        Mutator mutator(seed);
        for (std::uint64_t i = 0; i <= seed % 4; ++i) mutator.mutate(plan);
        expect_sound_or_refused(json::serialize(plan));
    }
}

TEST(PlanImportFuzz, AChangedSmallPlanIsSoundOrRefusedWithAPath) {
    constexpr std::uint64_t kRounds = 6'000;
    std::uint64_t let_in = 0;
    for (std::uint64_t seed = 0; seed < kRounds && !::testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        json::value plan = good_plan();
        Mutator mutator(seed);
        for (std::uint64_t i = 0; i <= seed % 5; ++i) mutator.mutate(plan);
        if (expect_sound_or_refused(json::serialize(plan))) ++let_in;
    }
    EXPECT_TRUE(let_in > kRounds / 20 && let_in < kRounds) << let_in << " say little about one of the two";
}

TEST(PlanImportFuzz, DamagedBytesAreSoundOrRefusedWithAPath) {
    constexpr std::uint64_t kRounds = 3'000;
    const std::string original = json::serialize(good_plan());
    for (std::uint64_t seed = 0; seed < kRounds && !::testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::string text = original;
        Mutator(seed).damage(text);
        expect_sound_or_refused(text);
    }
}

}  // namespace
}  // namespace fairgate::testing
