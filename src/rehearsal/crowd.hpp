#pragma once

#include "base/task_group.hpp"
#include "rehearsal/fan.hpp"

#include <boost/asio/io_context.hpp>

namespace fairgate::rehearsal {

/// The fans of one thread: each comes when planned, however slow the server is.
class Crowd {
  public:
    Crowd(const Scenario& scenario, const Timeline& timeline, Progress& progress, ConnectionRules rules);

    /// In the order of their moments, before `run`.
    void expect(std::uint32_t number, std::chrono::microseconds moment) {
        guests_.push_back({number, moment});
    }

    /// Plays them all on the calling thread, until the last has gone.
    void run();
    /// Sends everybody home, from any thread.
    void stop();

    /// After `run`.
    Stage& stage() { return stage_; }

  private:
    struct Guest {
        std::uint32_t number = 0;
        std::chrono::microseconds at{0};
    };

    Task<void> let_in();
    Task<void> visit(Guest guest);
    Task<void> count_the_waiting();
    Task<void> see_out();

    boost::asio::io_context loop_{1};
    const unsigned addresses_;
    Stage stage_;
    std::vector<Guest> guests_;
    TaskGroup door_{"door"};
    TaskGroup fans_{"fans"};
    TaskGroup watch_{"watch"};
    TaskGroup end_{"end"};
};

}  // namespace fairgate::rehearsal
