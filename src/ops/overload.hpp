#pragma once

#include "base/time.hpp"

#include <array>
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
/// refused, more and more of it, then calls about the queue as well, and reservations last. What is let in
/// shrinks by a factor while there is pressure and grows by one while there is none, each step; that queueing
/// time tells overload better than load does, and that the least important goes first, follows DAGOR (Zhou et
/// al., Overload Control for Scaling WeChat Microservices, SoCC 2018). A tier that hardly anything comes of
/// is passed over: to refuse it would help nobody.
///
/// And sales wait for the store: only so many reservations and payments may be under way, and who wants to
/// reserve then is refused at once, since nothing else would help. How many that is follows from how long
/// they take: what is under way divided by what is finished a second is how long the next one would wait
/// (Little's law).
///
/// Thread-safe; outlives the server.
class OverloadControl {
  public:
    /// How often `step` is to be called.
    static constexpr std::chrono::milliseconds kStep{100};
    /// A loop that is later than this, on a running average over some steps, has too much to do.
    /// The average falls fast when two steps in a row are better.
    static constexpr std::chrono::milliseconds kLateMax{50};
    /// Reservations that take longer than this, on average over a step, wait for each other.
    static constexpr std::chrono::milliseconds kReservationMax{30};
    /// So many reservations and payments may be under way in any case: with fewer the store is merely far
    /// away.
    static constexpr int kUnderWayLeast = 64;
    /// However many pay, who may be waiting for a bank, so many reservations may be under way.
    static constexpr int kReservingLeast = 8;
    /// And so many at most: what a stampede brings at once is answered, most of it without the store.
    static constexpr int kUnderWayMost = 2'048;

    /// So many refusals a second cost little, however many loops there are: each costs some 20 us.
    static constexpr int kRefusalsPerSecond = 1'500;
    static constexpr std::chrono::seconds kTurnMax{10};

    /// Loops may be `late_max` late; zero refuses nothing, ever.
    explicit OverloadControl(std::chrono::milliseconds late_max = kLateMax) : late_max_(late_max) {}

    /// Whether the processor is free enough for a request of `tier`. `random` is uniform over all its values.
    bool admits(Tier tier, std::uint32_t random);
    /// False when `admits` is true of everything.
    bool is_short_of_processor() const { return short_of_processor_ > 0; }

    /// The share of a tier's requests that is refused now, from 0 to 1, for whatever reason.
    double refused_share(Tier tier) const;

    /// A loop came `late` to what was due. Each loop says so several times a step.
    void loop_was_late(std::chrono::microseconds late);

    /// A reservation wants to begin. When as many as may are under way it is refused, by false; else
    /// `reservation_ended` follows.
    bool begin_reservation();
    void reservation_ended(std::chrono::microseconds took);

    /// A checkout begins, which is never refused, and ends.
    void checkout_began() { ++under_way_; }
    void checkout_ended() {
        --under_way_;
        ++finished_;
    }

    /// Counts a refusal and returns when whoever was refused should come again for the next one to be in its
    /// turn: zero until more than kRefusalsPerSecond are refused, kTurnMax at most.
    std::chrono::milliseconds next_turn(Timestamp now);

    /// How late loops have been lately.
    std::chrono::microseconds usually_late() const { return usually_late_.load(); }

    /// How many reservations may be under way now.
    int reservations_max() const { return under_way_max_; }

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

    double share_for_processor(Tier tier) const;
    double level_to_begin_at();

    const std::chrono::milliseconds late_max_;
    std::atomic<std::chrono::microseconds> usually_late_{};
    /// From 0 to 3: its first third is about browsing, and so on.
    std::atomic<double> short_of_processor_ = 0;
    /// By tier, since the last step, while the processor is short.
    std::array<std::atomic<int>, 4> came_{};
    Average late_;
    Average reservations_;
    std::atomic<int> under_way_ = 0;
    std::atomic<int> reserving_ = 0;
    std::atomic<int> under_way_max_ = kUnderWayMost;
    /// Only for `step`: whether reservations took too long in the last one.
    bool was_slow_ = false;
    /// The same: whether loops were less late in it than usually.
    bool was_less_late_ = false;
    /// Since the last step.
    std::atomic<int> finished_ = 0;
    std::atomic<int> wanted_ = 0;
    std::atomic<int> turned_away_ = 0;
    /// In microseconds: when the next refusal would be in turn if none were too many.
    std::atomic<std::int64_t> next_refusal_ = 0;
    /// From 0 to 1: the share that was turned away in the last step.
    std::atomic<double> short_of_store_ = 0;
};

}  // namespace fairgate
