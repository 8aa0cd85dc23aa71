#include "rehearsal/taste.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace fairgate::rehearsal {
namespace {

/// Of a hundred fans, who look for the cheapest sections first.
constexpr unsigned kThriftyPercent = 30;
/// How many sections a fan looks at before taking them in order.
constexpr int kLooks = 3;
/// Of so many good places in a section one is taken, each somewhat less likely than the one before.
constexpr std::size_t kPlaces = 24;
constexpr unsigned kNextPlacePercent = 85;

/// The first of `party` free seats of the row that are nearest to its middle; empty when there are none.
std::optional<SeatIndex> middle_gap(const SeatView& view, SeatIndex first, std::uint32_t seats,
                                    unsigned party) {
    std::optional<SeatIndex> best;
    std::uint32_t best_distance = UINT32_MAX;
    std::uint32_t run = 0;
    for (std::uint32_t i = 0; i < seats; ++i) {
        run = view.is_free(first + i) ? run + 1 : 0;
        if (run < party) continue;
        const std::uint32_t begin = i + 1 - party;
        const std::uint32_t twice_middle = 2 * begin + party;
        const std::uint32_t distance = twice_middle > seats ? twice_middle - seats : seats - twice_middle;
        if (distance >= best_distance) continue;
        best = first + begin;
        best_distance = distance;
    }
    return best;
}

}  // namespace

Taste::Taste(const api::SeatingPlan& plan, const std::vector<api::CategoryPrice>& prices) {
    std::map<std::string, double> price_of;
    for (const auto& price : prices) price_of[price.category] = static_cast<double>(price.total.value);
    for (const auto& from : plan.sections) {
        Section section;
        double sum = 0;
        std::uint32_t seats = 0;
        for (const auto& row : from.rows) {
            section.rows.push_back({row.first_index, row.seat_count});
            // One category for the row, or one a seat: the first speaks for it.
            const auto category = row.categories.empty() ? plan.categories.size() : row.categories.front();
            if (category < plan.categories.size())
                sum += price_of[plan.categories[category].name] * row.seat_count;
            seats += row.seat_count;
        }
        section.price = seats > 0 ? sum / seats : 0;
        sections_.push_back(std::move(section));
    }
    // Of two that cost the same, the one that the plan names first.
    std::ranges::sort(sections_, {}, [](const Section& section) {
        return std::pair(-section.price, section.rows.empty() ? 0 : section.rows.front().first);
    });
    double sum = 0;
    for (std::size_t rank = 0; rank < sections_.size(); ++rank) {
        sum += 1 / std::sqrt(static_cast<double>(rank + 1));
        ends_.push_back(sum);
    }
    for (double& end : ends_) end /= sum;
}

std::vector<std::uint32_t> Taste::count_free(const SeatView& view) const {
    std::vector<std::uint32_t> free;
    for (const auto& section : sections_) {
        std::uint32_t count = 0;
        for (const auto& row : section.rows) {
            for (std::uint32_t i = 0; i < row.seats; ++i) count += view.is_free(row.first + i) ? 1 : 0;
        }
        free.push_back(count);
    }
    return free;
}

std::vector<SeatIndex> Taste::pick(const SeatView& view, const std::vector<std::uint32_t>& free,
                                   unsigned party, Dice& dice) const {
    const bool is_thrifty = dice.percent(kThriftyPercent);
    const auto ranked = [&](std::size_t rank) { return is_thrifty ? sections_.size() - 1 - rank : rank; };
    const auto look_in = [&](std::size_t section) {
        return free[section] < party ? std::vector<SeatIndex>()
                                     : cluster(view, sections_[section], party, dice);
    };
    if (sections_.empty()) return {};
    for (int look = 0; look < kLooks; ++look) {
        auto seats = look_in(ranked(favourite(dice)));
        if (!seats.empty()) return seats;
    }
    for (std::size_t rank = 0; rank < sections_.size(); ++rank) {
        auto seats = look_in(ranked(rank));
        if (!seats.empty()) return seats;
    }
    return whatever(view, free, party);
}

std::size_t Taste::favourite(Dice& dice) const {
    const auto found = std::ranges::upper_bound(ends_, dice.share());
    return std::min(static_cast<std::size_t>(found - ends_.begin()), sections_.size() - 1);
}

/// Side by side in one of the first rows that have so many.
std::vector<SeatIndex> Taste::cluster(const SeatView& view, const Section& section, unsigned party,
                                      Dice& dice) const {
    std::vector<SeatIndex> begins;
    for (const auto& row : section.rows) {
        const auto begin = middle_gap(view, row.first, row.seats, party);
        if (begin) begins.push_back(*begin);
        if (begins.size() == kPlaces) break;
    }
    if (begins.empty()) return {};
    std::size_t chosen = 0;
    while (dice.percent(kNextPlacePercent)) ++chosen;
    chosen %= begins.size();
    std::vector<SeatIndex> seats;
    for (unsigned i = 0; i < party; ++i) seats.push_back(begins[chosen] + i);
    return seats;
}

/// What is left, not side by side.
std::vector<SeatIndex> Taste::whatever(const SeatView& view, const std::vector<std::uint32_t>& free,
                                       unsigned party) const {
    std::vector<SeatIndex> seats;
    for (std::size_t at = 0; at < sections_.size(); ++at) {
        if (free[at] == 0) continue;
        for (const auto& row : sections_[at].rows) {
            for (std::uint32_t i = 0; i < row.seats && seats.size() < party; ++i) {
                if (view.is_free(row.first + i)) seats.push_back(row.first + i);
            }
        }
    }
    return seats;
}

}  // namespace fairgate::rehearsal
