#pragma once

#include "base/json.hpp"
#include "rehearsal/answer.hpp"
#include "rehearsal/histogram.hpp"

#include <array>
#include <map>

namespace fairgate::rehearsal {

/// What fans ask of a server.
BOOST_DEFINE_ENUM_CLASS(Call, event, join, poll, enter, map, reserve, best_available, release, pay, leave)
inline constexpr std::size_t kCalls = static_cast<std::size_t>(Call::leave) + 1;

/// How a fan's visit ended.
BOOST_DEFINE_ENUM_CLASS(Ending, bought, sold_out, outpaced, changed_mind, declined, reservation_ended,
                        room_closed, lost_patience, window_ended, failed, run_over)
inline constexpr std::size_t kEndings = static_cast<std::size_t>(Ending::run_over) + 1;

/// What an answer means to who runs the server: `refused` is how a full house answers (taken, declined, too
/// late), `failed` is trouble: overload, time-outs, broken connections, answers that make no sense.
BOOST_DEFINE_ENUM_CLASS(Meaning, succeeded, refused, failed)

/// The word for the kind of an answer that is no success: "409 seats_unavailable", "timed out".
std::string kind_of(const Answer& answer);
Meaning meaning_of(const Answer& answer);

/// All calls of one kind.
struct CallFigures {
    Histogram latency;
    std::array<std::uint64_t, 3> answers{};

    std::uint64_t of(Meaning meaning) const { return answers[static_cast<std::size_t>(meaning)]; }
};

/// What happened in one second of the run.
struct SecondFigures {
    std::uint32_t arrivals = 0;
    std::uint32_t reservations = 0;
    std::uint32_t seats_sold = 0;
    std::array<std::uint32_t, 3> answers{};
    Histogram latency;
    /// In the waiting room at its beginning.
    std::uint32_t waiting = 0;
};

/// One kind of answer to one kind of call.
struct KindFigures {
    Meaning meaning = Meaning::failed;
    std::uint64_t count = 0;
    /// What the server said the first time, or nothing.
    std::string example;
};

/// What one thread's fans saw. Not thread-safe; those of several threads are merged when they are done.
class Figures {
  public:
    /// A call that was meant for `planned` was answered at `answered`.
    void answered(Call call, std::chrono::microseconds planned, std::chrono::microseconds answered,
                  const Answer& answer);
    void arrived(std::chrono::microseconds at, std::chrono::microseconds planned);
    void reserved(std::chrono::microseconds at) { ++second(at).reservations; }
    void sold(std::chrono::microseconds at, std::size_t seats);
    void left(Ending ending) { ++endings[static_cast<std::size_t>(ending)]; }
    void waiting_at(std::chrono::microseconds at, std::uint32_t waiting) { second(at).waiting = waiting; }
    /// Something that no server may say; counts as a failed call of its kind.
    void nonsense(Call call, const std::string& what);
    /// Nobody could take a seat any more, as far as a seat map said.
    void nothing_free(std::chrono::microseconds at);

    void merge(const Figures& other);
    std::uint64_t calls() const;
    std::uint64_t total(Meaning meaning) const;

    std::array<CallFigures, kCalls> by_call{};
    std::array<std::uint64_t, kEndings> endings{};
    std::vector<SecondFigures> seconds;
    std::map<std::pair<Call, std::string>, KindFigures> kinds;
    /// How much later than planned fans came: the player's own lag.
    Histogram lag;
    std::optional<std::chrono::microseconds> nothing_free_at;
    std::optional<std::chrono::microseconds> last_sale_at;

  private:
    SecondFigures& second(std::chrono::microseconds at);
    void count(Call call, const std::string& kind, Meaning meaning, const std::string& example);
};

}  // namespace fairgate::rehearsal
