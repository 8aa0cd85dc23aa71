#pragma once

#include "adapters/sqlite/store_file.hpp"
#include "waitingroom/room_store.hpp"

namespace fairgate::sqlite {

/// Waiting rooms in the embedded store. Thread-safe; every writing call is one job of the writer, so that
/// those who join in the same moment share a commit.
class SqliteRoomStore final : public RoomStore {
  public:
    explicit SqliteRoomStore(StoreFile& file) : file_(file) {}

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
    StoreFile& file_;
};

}  // namespace fairgate::sqlite
