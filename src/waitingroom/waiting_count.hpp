#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fairgate {

/// Counts how many of a growing row of places are taken before a given one: a Fenwick tree, four bytes a
/// place, logarithmic.
class WaitingCount {
  public:
    WaitingCount() = default;
    /// All of so many places are taken.
    explicit WaitingCount(std::uint32_t places) : tree_(places) {
        for (std::size_t place = 1; place <= places; ++place) {
            tree_[place - 1] = static_cast<std::uint32_t>(lowest_bit(place));
        }
    }

    std::uint32_t size() const { return static_cast<std::uint32_t>(tree_.size()); }

    /// Adds a place at the end.
    void push_back(bool taken) {
        const std::size_t place = tree_.size() + 1;
        std::uint32_t sum = taken ? 1 : 0;
        for (std::size_t below = 1; below < lowest_bit(place); below *= 2) sum += tree_[place - below - 1];
        tree_.push_back(sum);
    }

    /// The place is not taken any more; it was.
    void clear(std::uint32_t place) {
        for (std::size_t at = place + 1; at <= tree_.size(); at += lowest_bit(at)) --tree_[at - 1];
    }

    /// How many places before this one are taken.
    std::uint32_t before(std::uint32_t place) const {
        std::uint32_t sum = 0;
        for (std::size_t at = place; at > 0; at -= lowest_bit(at)) sum += tree_[at - 1];
        return sum;
    }

    std::size_t memory_bytes() const { return tree_.capacity() * sizeof(std::uint32_t); }

  private:
    static std::size_t lowest_bit(std::size_t number) { return number & (~number + 1); }

    std::vector<std::uint32_t> tree_;
};

}  // namespace fairgate
