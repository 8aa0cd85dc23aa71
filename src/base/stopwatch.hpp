#pragma once

#include <chrono>

namespace fairgate {

/// How long something took, in real time even under a virtual clock: for logs, metrics and pacing, never for
/// rules.
class Stopwatch {
  public:
    std::chrono::microseconds elapsed() const {
        return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                     start_);
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace fairgate
