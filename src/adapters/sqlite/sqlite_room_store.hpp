#pragma once

#include "adapters/sqlite/store_file.hpp"
#include "waitingroom/room_store.hpp"

namespace fairgate::sqlite {

/// Waiting rooms in the embedded store. Thread-safe; every writing call is one job of the writer, so that
/// those who join in the same moment share a commit.
class SqliteRoomStore final : public RoomStore {
  public:
    explicit SqliteRoomStore(StoreFile& file) : file_(file) {}

    Task<RoomRecord> open(EventId event, DrawSeed seed, RoomLimits limits) override;
    Task<std::vector<RoomRecord>> rooms() override;
    Task<std::vector<EntryRecord>> entries(EventId event) override;
    Task<JoinedEntry> join(EventId event, SessionId session, Timestamp now) override;
    Task<RoomRecord> draw(EventId event, Timestamp now) override;
    Task<std::vector<std::uint32_t>> give_turns(EventId event, std::vector<std::uint32_t> entries,
                                                Timestamp until) override;
    Task<bool> enter(EventId event, std::uint32_t entry, Timestamp now, Timestamp until) override;
    Task<bool> end(EventId event, std::uint32_t entry, EntryState how) override;
    Task<std::vector<EndedEntry>> expire(EventId event, Timestamp now) override;
    Task<void> set_limits(EventId event, RoomLimits limits) override;

  private:
    StoreFile& file_;
};

}  // namespace fairgate::sqlite
