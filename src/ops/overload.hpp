#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace fairgate {

/// What a request is for, the best protected first. What money depends on is never refused here: captures and
/// voids are the server's own work, and a fan at the till has been let in by all that comes before.
enum class Tier : std::uint8_t { finishing, reserving, queueing, browsing };

/// Decides which requests are worked on when more arrive than can be, so that those that are stay fast.
///
/// Two things are watched. When the loops come late to what is due, the processor is short: then browsing is
/// refused, more and more of it, then calls about the queue as well, and reservations last. When reservations
/// wait long for the store although many are under way, the store is short: then some reservations are
/// refused, and nothing else, for nothing else would help. What is refused grows while there is pressure and
/// shrinks while there is none, a little each step; that queueing time tells overload better than load does,
/// and that the least important goes first, follows DAGOR (Zhou et al., Overload Control for Scaling WeChat
/// Microservices, SoCC 2018).
///
/// Thread-safe; outlives the server.
class OverloadControl {
  public:
    /// How often `step` is to be called.
    static constexpr std::chrono::milliseconds kStep{100};
    /// A loop that is later than this, on a running average over some steps, has too much to do.
    static constexpr std::chrono::milliseconds kLateMax{50};
    /// Reservations that take longer than this, on average over a step, wait for each other.
    static constexpr std::chrono::milliseconds kReservationMax{50};
    /// With fewer under way the store is merely far away.
    static constexpr int kReservationsUnderWay = 64;

    /// Loops may be `late_max` late; zero refuses nothing, ever.
    explicit OverloadControl(std::chrono::milliseconds late_max = kLateMax) : late_max_(late_max) {}

    /// Whether to work on a request of `tier`. `random` is uniform over all its values.
    bool admits(Tier tier, std::uint32_t random) const;

    /// The share of a tier's requests that is refused now, from 0 to 1.
    double refused_share(Tier tier) const;

    /// A loop came `late` to what was due. Each loop says so several times a step.
    void loop_was_late(std::chrono::microseconds late);

    void reservation_began() { ++under_way_; }
    void reservation_ended(std::chrono::microseconds took);

    /// Looks at what was heard since the last step. Call from one thread.
    void step();

  private:
    /// An average that many threads add to and one takes.
    class Average {
      public:
        void add(std::chrono::microseconds value);
        /// Of what was added since the last call; zero when nothing was.
        std::chrono::microseconds take();

      private:
        std::atomic<std::int64_t> sum_ = 0;
        std::atomic<std::int64_t> count_ = 0;
    };

    const std::chrono::milliseconds late_max_;
    /// Only for `step`.
    std::chrono::microseconds usually_late_{0};
    /// From 0 to 3: its first third is the share of browsing that is refused, and so on.
    std::atomic<double> short_of_processor_ = 0;
    /// From 0 to 1: the share of reservations that is refused.
    std::atomic<double> short_of_store_ = 0;
    Average late_;
    Average reservations_;
    std::atomic<int> under_way_ = 0;
};

}  // namespace fairgate
