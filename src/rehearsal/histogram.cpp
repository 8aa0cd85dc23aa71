#include "rehearsal/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace fairgate::rehearsal {
namespace {

/// Numbers below 2^8 have a bucket each; of a larger one the eight leading bits count.
constexpr int kLeadingBits = 8;
constexpr std::uint64_t kPerDoubling = 1U << (kLeadingBits - 1);
/// Two weeks: nothing that is measured here takes longer.
constexpr std::uint64_t kMax = (std::uint64_t{1} << 40) - 1;

std::size_t bucket_of(std::uint64_t value) {
    const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - kLeadingBits);
    return static_cast<std::uint64_t>(shift) * kPerDoubling + (value >> shift);
}

/// The largest number that falls into it.
std::uint64_t upper_end(std::size_t bucket) {
    if (bucket < 2 * kPerDoubling) return bucket;
    const std::uint64_t shift = bucket / kPerDoubling - 1;
    return ((bucket - shift * kPerDoubling + 1) << shift) - 1;
}

}  // namespace

void Histogram::add(std::chrono::microseconds duration) {
    const auto value =
        std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0)), kMax);
    const std::size_t bucket = bucket_of(value);
    if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
    ++buckets_[bucket];
    ++count_;
    max_ = std::max(max_, duration);
}

void Histogram::merge(const Histogram& other) {
    if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
    for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
    count_ += other.count_;
    max_ = std::max(max_, other.max_);
}

std::chrono::microseconds Histogram::at(double share) const {
    const auto rank = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        below += buckets_[i];
        if (below >= rank) {
            return std::min(max_, std::chrono::microseconds{static_cast<std::int64_t>(upper_end(i))});
        }
    }
    return max_;
}

}  // namespace fairgate::rehearsal
