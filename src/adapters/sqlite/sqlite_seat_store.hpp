#pragma once

#include "adapters/sqlite/session_holds.hpp"
#include "adapters/sqlite/store_file.hpp"
#include "inventory/seat_store.hpp"

#include <memory>

namespace fairgate::sqlite {

/// Seats in the embedded store. Thread-safe; writes run on the writer's thread, one job a call, so that each
/// is atomic and concurrent calls share a commit.
class SqliteSeatStore final : public SeatStore {
  public:
    /// Seats freed by one job at most, so that a mass expiry lets other writers in between.
    static constexpr std::int64_t kExpirePerJobMax = 4096;

    /// Reads which sessions hold seats.
    explicit SqliteSeatStore(StoreFile& file);

    Task<std::vector<HoldResult>> commit_holds(EventId event, std::vector<HoldRequest> batch,
                                               Timestamp now) override;
    Task<ReleaseResult> release(EventId event, SessionId session, std::optional<std::vector<SeatIndex>> seats,
                                Timestamp now) override;
    Task<std::vector<ExpiredSeat>> expire(std::optional<EventId> event, Timestamp now) override;
    Task<std::optional<Hold>> find_hold(EventId event, SessionId session, Timestamp now) override;
    Task<std::vector<SeatChange>> taken_seats(EventId event) override;

  private:
    Task<void> forget_ended_holds(Timestamp now);

    StoreFile& file_;
    /// Shared with jobs, which are done even when their callers and the store are gone.
    std::shared_ptr<SessionHolds> holds_ = std::make_shared<SessionHolds>();
};

}  // namespace fairgate::sqlite
