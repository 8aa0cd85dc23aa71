#pragma once

#include "base/clock.hpp"

#include <mutex>
#include <optional>

namespace fairgate {

struct BreakerRules {
    /// This many failures in a row open the breaker.
    std::uint32_t failures_max = 5;
    /// How long it stays open before one call may try again.
    std::chrono::milliseconds open_for = std::chrono::seconds{30};
};

/// Keeps callers away from a service that is down. Closed: all pass. Open: none does. Half-open: one at a
/// time, whose success closes it and whose failure opens it anew.
///
/// Thread-safe; outlives its permits.
class CircuitBreaker {
  public:
    enum class State { closed, open, half_open };

    /// The right to make one call. Without a verdict when it goes, the call counts as never made.
    class Permit {
      public:
        Permit(CircuitBreaker& breaker, std::uint64_t round, bool is_probe)
            : breaker_(&breaker), round_(round), is_probe_(is_probe) {}
        Permit(Permit&& other) noexcept
            : breaker_(std::exchange(other.breaker_, nullptr)),
              round_(other.round_),
              is_probe_(other.is_probe_) {}
        Permit& operator=(Permit&&) = delete;
        ~Permit();

        void succeeded();
        void failed();

      private:
        CircuitBreaker* breaker_;
        std::uint64_t round_;
        bool is_probe_;
    };

    CircuitBreaker(const Clock& clock, BreakerRules rules) : clock_(clock), rules_(rules) {}

    /// Empty when the call must not be made.
    std::optional<Permit> acquire();

    State state() const;

    /// How long until a call may be tried; zero when it may be now, or as soon as a probe has come back.
    std::chrono::milliseconds retry_after() const;

  private:
    void succeed(std::uint64_t round, bool is_probe);
    void fail(std::uint64_t round, bool is_probe);
    void abandon(std::uint64_t round, bool is_probe);

    const Clock& clock_;
    const BreakerRules rules_;
    mutable std::mutex mutex_;
    std::uint32_t failures_ = 0;
    std::optional<Timestamp> open_until_;
    bool probing_ = false;
    /// Grows when the breaker opens or closes: verdicts of calls from before say nothing about now.
    std::uint64_t round_ = 0;
};

}  // namespace fairgate
