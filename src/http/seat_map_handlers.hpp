#pragma once

#include "base/clock.hpp"
#include "http/admission_gate.hpp"
#include "http/router.hpp"
#include "inventory/live_seat_map.hpp"

namespace fairgate::http {

/// Shows the seats of an event with a waiting room to those alone whom it admits.
struct SeatMapGuard {
    AdmissionGate gate;
    Clock& clock;
    /// How often a stream asks whether its reader is still admitted.
    std::chrono::milliseconds ask_pause;
};

/// The live seat map: seats, compact availability, and the stream of changes. Lives as long as the server.
class SeatMapHandlers {
  public:
    explicit SeatMapHandlers(LiveSeatMap& map, std::optional<SeatMapGuard> guard = {})
        : map_(map), guard_(std::move(guard)) {}

    void add_to(Router& router);

  private:
    Task<Response> body(Request& request, SeatMapForm form);
    Task<Response> stream(Request& request);
    /// The event of the path, for who may see its seats.
    Task<EventId> admit(const Request& request);

    LiveSeatMap& map_;
    std::optional<SeatMapGuard> guard_;
};

}  // namespace fairgate::http
