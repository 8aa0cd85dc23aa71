#pragma once

#include "rehearsal/request.hpp"
#include "rehearsal/stage.hpp"
#include "waitingroom/api.hpp"

namespace fairgate::rehearsal {

/// One visitor of the on-sale: comes in, waits if there is a waiting room, looks at the map, picks seats,
/// loses them to others and tries again, pays, is declined, or thinks better of it. What the fan wants is
/// drawn from the run's seed and the fan's number. Every call's latency counts from the moment that the fan
/// meant to make it: what keeps the call waiting, wherever it is, counts.
class Fan {
  public:
    Fan(Stage& stage, std::uint32_t number, unsigned address);

    /// From the planned moment of arrival until the fan has gone.
    Task<Ending> visit(std::chrono::microseconds planned);

  private:
    /// What came of trying for seats: they are held, or it is all over; neither: try again.
    struct Choice {
        /// An index into the stage's history.
        std::optional<std::size_t> hold;
        std::optional<Ending> ending;
    };

    Task<std::optional<Ending>> come_in();
    Task<std::optional<Ending>> wait_for_turn();
    Task<std::optional<Ending>> next_status(api::QueueStatus& status);
    Task<Choice> choose();
    Task<Choice> choose_on_map();
    Task<Choice> reserve(Request request);
    Choice hold_of(const Answer& answer);
    Choice refused(const Answer& answer) const;
    Task<Ending> pay(std::size_t hold);
    Task<Answer> pay_with(const char* card, std::string key);
    Ending settle(std::size_t hold, const Answer& answer);
    Task<void> release(std::size_t hold);
    Task<Ending> change_mind(std::size_t hold);

    /// Asks once.
    Task<Answer> ask(Request request);
    /// Asks again after trouble, as who wants a ticket does, a few times.
    Task<Answer> insist(Request request);
    /// The next call is meant for then. False when the run is over first.
    Task<bool> wait_until(std::chrono::microseconds moment);
    Task<bool> think(std::chrono::microseconds median);
    void keep_cookies(const Answer& answer);
    Ending nonsense(Call call, const std::string& what);
    std::string queue_path(std::string_view call) const;

    Stage& stage_;
    const Scenario& scenario_;
    Dice dice_;
    const unsigned address_;
    /// How many seats the fan wants.
    unsigned party_ = 2;
    bool lets_server_choose_ = false;
    /// When the next call was meant to be made.
    std::chrono::microseconds planned_{0};
    std::string session_cookie_;
    std::string place_cookie_;
};

}  // namespace fairgate::rehearsal
