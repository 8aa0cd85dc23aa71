#pragma once

#include "adapters/postgres/join_batcher.hpp"

namespace fairgate::postgres {

/// Waiting rooms in PostgreSQL. What changes a room locks its row first, so that versions are committed in
/// their order whichever node asks. Thread-safe.
class PostgresRoomStore final : public RoomStore {
  public:
    explicit PostgresRoomStore(Pool& pool) : pool_(pool), joins_(pool) {}

    /// Returns when nobody is joining. Call before the pool is closed, when nobody comes any more.
    Task<void> drain() { return joins_.drain(); }

    /// For metrics: commits of joins since the start.
    std::uint64_t join_batches() const { return joins_.batches(); }

    Task<Timestamp> time(Timestamp now) override;
    Task<RoomRecord> open(EventId event, DrawSeed seed, RoomLimits limits) override;
    Task<std::vector<RoomRecord>> rooms() override;
    Task<RoomUpdate> changes(EventId event, ChangesRead read) override;
    Task<RoomUpdate> join(EventId event, SessionId session, Timestamp now) override;
    Task<Redeemed> redeem(EventId event, SessionId holder, CodeUse use, Timestamp now,
                          std::chrono::milliseconds lasting) override;
    Task<RoomRecord> draw(EventId event, Timestamp now) override;
    Task<RoomRecord> settle_beacon(EventId event, Bytes value) override;
    Task<RoomUpdate> give_turns(EventId event, std::vector<std::uint32_t> entries, Timestamp now,
                                std::chrono::milliseconds lasting) override;
    Task<RoomUpdate> enter(EventId event, std::uint32_t entry, Timestamp now,
                           std::chrono::milliseconds lasting) override;
    Task<RoomUpdate> end(EventId event, std::uint32_t entry, EntryState how) override;
    Task<RoomRecord> adjust(EventId event, LimitsChange change, Timestamp now) override;

  private:
    Pool& pool_;
    JoinBatcher joins_;
};

}  // namespace fairgate::postgres
