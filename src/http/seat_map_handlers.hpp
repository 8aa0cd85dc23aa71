#pragma once

#include "http/admission_gate.hpp"
#include "http/router.hpp"
#include "inventory/live_seat_map.hpp"

namespace fairgate::http {

/// The live seat map: seats, compact availability, and the stream of changes. Lives as long as the server.
class SeatMapHandlers {
  public:
    /// With a `gate` an event with a waiting room shows its seats to those alone whom it admits; a stream
    /// goes on when their window ends.
    explicit SeatMapHandlers(LiveSeatMap& map, std::optional<AdmissionGate> gate = {})
        : map_(map), gate_(std::move(gate)) {}

    void add_to(Router& router);

  private:
    Task<Response> body(Request& request, SeatMapForm form);
    Task<Response> stream(Request& request);
    /// The event of the path, for who may see its seats.
    Task<EventId> admit(const Request& request);

    LiveSeatMap& map_;
    std::optional<AdmissionGate> gate_;
};

}  // namespace fairgate::http
