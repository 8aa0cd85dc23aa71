#pragma once

#include "adapters/postgres/batcher.hpp"
#include "inventory/seat_store.hpp"

namespace fairgate::postgres {

/// Seats in PostgreSQL. Thread-safe; every method is one transaction and one round trip,
/// which those who look for their holds share. The server's clock
/// decides what has ended: of the caller's times only their distance from `now` counts.
///
/// Rows are locked in the order of their index and never waited for in a batch, so there is no deadlock; what
/// concerns one session's hold goes through a lock of that session, on whatever node it comes from.
class PostgresSeatStore final : public SeatStore {
  public:
    /// Sessions whose holds one statement looks at, at most, so that a mass expiry lets others in between.
    static constexpr std::int64_t kExpirePerStatementMax = 512;

    explicit PostgresSeatStore(Pool& pool);

    /// Returns when nobody looks for a hold. Call before the pool is closed, when no more requests come.
    Task<void> drain() { return finds_.drain(); }

    Task<std::vector<HoldResult>> commit_holds(EventId event, std::vector<HoldRequest> batch,
                                               Timestamp now) override;
    Task<ReleaseResult> release(EventId event, SessionId session, std::optional<std::vector<SeatIndex>> seats,
                                Timestamp now) override;
    Task<std::vector<ExpiredSeat>> expire(std::optional<EventId> event, Timestamp now) override;
    Task<std::optional<Hold>> find_hold(EventId event, SessionId session, Timestamp now) override;
    Task<std::vector<SeatChange>> taken_seats(EventId event) override;

  private:
    Pool& pool_;
    Batcher<std::pair<EventId, SessionId>, std::optional<Hold>> finds_;
};

}  // namespace fairgate::postgres
