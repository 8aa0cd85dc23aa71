#pragma once

#include "rehearsal/figures.hpp"
#include "rehearsal/history.hpp"
#include "rehearsal/scenario.hpp"

namespace fairgate::rehearsal {

/// A seat map that has been read.
struct Look {
    SeatView view;
    std::vector<std::uint32_t> free_by_section;
};
using LookPtr = std::shared_ptr<const Look>;

/// What the fans of one thread share. Used on one executor; outlives its fans.
class Stage {
  public:
    Stage(const Scenario& s, const Timeline& t, Progress& p, asio::any_io_executor executor,
          ConnectionRules rules)
        : scenario(s), timeline(t), progress(p), connections(std::move(executor), std::move(rules), t) {}

    /// What the answer shows. Fans who look within the same tenth of a second see the same: reading the map
    /// for each would cost more than all else that they do. Says what is wrong with an answer that shows
    /// nothing.
    std::expected<LookPtr, std::string> look(const Answer& answer);

    const Scenario& scenario;
    const Timeline& timeline;
    Progress& progress;
    Connections connections;
    Figures figures;
    History history;
    /// Fans in the waiting room.
    std::uint32_t waiting = 0;

  private:
    LookPtr last_look_;
    std::chrono::microseconds looked_at_{0};
};

}  // namespace fairgate::rehearsal
