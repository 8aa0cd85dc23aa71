#pragma once

#include "http/admission_gate.hpp"
#include "http/router.hpp"
#include "inventory/best_available.hpp"
#include "inventory/release_seats.hpp"
#include "inventory/reserve_seats.hpp"

namespace fairgate::http {

/// Reserve, best available, release, and the reservation as it stands. Lives as long as the server.
class ReservationHandlers {
  public:
    struct UseCases {
        ReserveSeats& reserve;
        BestAvailable& best_available;
        ReleaseSeats& release;
        FindReservation& find;
    };

    ReservationHandlers(UseCases use_cases, AdmissionGate gate)
        : use_cases_(use_cases), gate_(std::move(gate)) {}

    void add_to(Router& router);

  private:
    Task<Response> reserve(Request& request);
    Task<Response> best_available(Request& request);
    Task<Response> release(Request& request);
    Task<Response> current(Request& request);

    UseCases use_cases_;
    AdmissionGate gate_;
};

}  // namespace fairgate::http
