#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace fairgate::bench {

/// How long the calls of one kind took, and how many were not answered as they should.
class Latencies {
  public:
    void add(std::chrono::nanoseconds duration) { durations_.push_back(duration); }
    void fail() { ++failures_; }
    /// The server had too much to do, and said so: no call that counts.
    void refuse() { ++refused_; }

    std::size_t count() const { return durations_.size(); }
    std::size_t failures() const { return failures_; }
    std::size_t refused() const { return refused_; }

    /// The duration in milliseconds that `share` (0..1) of the calls did not exceed; 0 without calls.
    double percentile_ms(double share) const;

  private:
    std::vector<std::chrono::nanoseconds> durations_;
    std::size_t failures_ = 0;
    std::size_t refused_ = 0;
};

/// One line of JSON: name, seconds, calls, failures, refused, calls a second, percentiles in milliseconds.
std::string report_line(const std::string& name, const Latencies& latencies,
                        std::chrono::duration<double> took);

}  // namespace fairgate::bench
