#pragma once

#include "adapters/postgres/connection.hpp"
#include "inventory/hold.hpp"

namespace fairgate::postgres {

/// A batch of holds of one event as statements, and their answers as results.
///
/// Requests that cannot meet, because they have no seat and no session in common, are decided together by one
/// statement: nearly always the whole batch. Those that can are put into rounds, in their order, so that each
/// finds what the ones before it left.
class HoldBatch {
  public:
    HoldBatch(EventId event, std::vector<HoldRequest> requests, Timestamp now);

    /// To be committed as one transaction.
    std::vector<Call> calls() const;

    /// One for each request, in their order. `answers` are those of `calls`.
    std::vector<HoldResult> results(const std::vector<Rows>& answers) const;

  private:
    using Round = std::vector<std::size_t>;

    Call round_call(const Round& round) const;
    void read_verdict(const Row& row, HoldResult& result) const;
    void read_seat(const Row& row, HoldResult& result) const;
    void conclude(const HoldRequest& request, HoldResult& result) const;

    EventId event_;
    std::vector<HoldRequest> requests_;
    Timestamp now_;
    std::vector<Round> rounds_;
};

}  // namespace fairgate::postgres
