#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace fairgate::rehearsal {

/// Counts durations in buckets that are wider the longer what they hold took, 128 for each doubling: what
/// it says is never too low, and at most 0.8 % too high. Adding costs a few nanoseconds however many there
/// are. Not thread-safe.
class Histogram {
  public:
    /// A negative duration counts as none.
    void add(std::chrono::microseconds duration);
    void merge(const Histogram& other);

    std::uint64_t count() const { return count_; }
    std::chrono::microseconds max() const { return max_; }
    /// What `share` (0..1) of the durations did not exceed; 0 when there are none.
    std::chrono::microseconds at(double share) const;

  private:
    std::vector<std::uint32_t> buckets_;
    std::uint64_t count_ = 0;
    std::chrono::microseconds max_{0};
};

/// For people and for JSON.
inline double to_milliseconds(std::chrono::microseconds duration) {
    return static_cast<double>(duration.count()) / 1'000;
}

}  // namespace fairgate::rehearsal
