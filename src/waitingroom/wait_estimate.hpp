#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <deque>

namespace fairgate {

/// How long somebody will wait, as a range of whole minutes in seconds.
struct WaitEstimate {
    std::uint32_t min_seconds = 0;
    std::uint32_t max_seconds = 0;
};

/// Counts who was let in, minute by minute, and says from the last minutes how long a place will take.
///
/// Not thread-safe: lives inside its room.
class AdmissionRate {
  public:
    /// What is older says nothing about now, as long as so many were let in within it.
    static constexpr std::chrono::minutes kWindow{5};
    static constexpr std::uint32_t kMeasureMin = 20;
    /// The short look that makes the other end of the range.
    static constexpr std::chrono::minutes kShortWindow{1};
    /// Places that the first guess takes for a minute, before anything is measured.
    static constexpr std::uint32_t kGuessedPlacesPerMinute = 500;

    void admitted(std::uint32_t count, Timestamp now);

    /// In the last minute.
    std::uint32_t per_minute(Timestamp now) const { return count_since(now - kShortWindow); }

    /// Of `position`, counted from 1; nothing for 0.
    WaitEstimate estimate(std::uint32_t position, Timestamp now) const;

  private:
    struct Step {
        Timestamp at;
        std::uint32_t count = 0;
    };

    std::uint32_t count_since(Timestamp since) const;
    double per_minute_of_late(Timestamp now) const;
    void forget_old(Timestamp now);

    std::deque<Step> steps_;
    /// Of all steps.
    std::uint32_t counted_ = 0;
    Timestamp first_;
    bool any_ = false;
};

}  // namespace fairgate
