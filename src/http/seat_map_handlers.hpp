#pragma once

#include "http/router.hpp"
#include "inventory/live_seat_map.hpp"

namespace fairgate::http {

/// The live seat map: seats, compact availability, and the stream of changes. Lives as long as the server.
class SeatMapHandlers {
  public:
    explicit SeatMapHandlers(LiveSeatMap& map) : map_(map) {}

    void add_to(Router& router);

  private:
    Task<Response> body(Request& request, SeatMapForm form);
    Task<Response> stream(Request& request);

    LiveSeatMap& map_;
};

}  // namespace fairgate::http
