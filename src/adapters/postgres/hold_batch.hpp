#pragma once

#include "adapters/postgres/connection.hpp"
#include "inventory/hold.hpp"

#include <unordered_map>

namespace fairgate::postgres {

/// Holds of one event, decided together: one look at what their sessions hold and which seats are free, one
/// write for all that they get.
class HoldBatch {
  public:
    HoldBatch(EventId event, std::vector<HoldRequest> requests, Timestamp now);

    /// One result for each request, in their order, once they are committed. To be called once.
    Task<std::vector<HoldResult>> run(Connection& connection);

  private:
    struct LiveHold {
        Hold hold;
        bool is_being_paid = false;
        bool has_grown = false;
    };

    std::vector<Call> look() const;
    void read_holds(const Rows& rows);
    HoldResult decide(std::size_t number);
    HoldOutcome check_growth(std::size_t number, const LiveHold& live, std::size_t wanted) const;
    void take(const HoldRequest& request, const std::vector<SeatIndex>& wanted, LiveHold& live,
              HoldResult& result);
    std::vector<Call> writes() const;
    Call keep_holds() const;

    EventId event_;
    std::vector<HoldRequest> requests_;
    /// The caller's time, and what the database makes of it.
    Timestamp now_;
    Timestamp moment_;
    /// As they are after the requests that have been decided.
    std::unordered_map<SessionId, LiveHold> holds_;
    std::unordered_map<SeatIndex, std::uint64_t> versions_;
    std::unordered_map<SeatIndex, std::uint64_t> free_versions_;
    std::vector<std::pair<SeatIndex, SessionId>> taken_;
    /// Seats bought already, by number of request.
    std::unordered_map<std::size_t, std::size_t> bought_;
};

}  // namespace fairgate::postgres
