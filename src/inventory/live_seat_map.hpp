#pragma once

#include "base/task_group.hpp"
#include "catalog/catalog.hpp"
#include "inventory/live_event.hpp"
#include "inventory/seat_changes.hpp"
#include "inventory/seat_store.hpp"

#include <atomic>
#include <unordered_map>

namespace fairgate {

/// One reader of an event's stream. For one coroutine at a time.
class SeatMapStream {
  public:
    SeatMapStream(std::shared_ptr<LiveEvent> event, LiveEvent::Cursor cursor)
        : event_(std::move(event)), cursor_(cursor) {}

    /// The next message, ready to be written to the client: a snapshot first, or the changes since
    /// `last_event_id`; a reader too slow for the changes gets a snapshot again. Waits while there is none;
    /// cancelling loses nothing.
    Task<SharedText> next();

  private:
    std::shared_ptr<LiveEvent> event_;
    LiveEvent::Cursor cursor_;
};

/// What everybody sees of every seat: statuses in memory, read from the store on first use and kept by the
/// changes that are published, with ready-made bodies and a stream of changes. Holds that end return to the
/// map within a second. While the store cannot be read, all goes on as it was last known and is marked stale.
///
/// Lives as long as the server; stop it before its executor. Thread-safe.
class LiveSeatMap final : public SeatChanges, public SeatChooser {
  public:
    /// How often ended holds and changed events are looked for.
    static constexpr std::chrono::milliseconds kTick{250};
    /// How often seats are read while that fails, or while news of other nodes is not heard.
    static constexpr std::chrono::seconds kRereadPause{1};
    /// How long after its end a hold may go on in the map: the store may have a clock of its own that is
    /// behind, or another node may have freed the seats and is about to tell.
    static constexpr std::chrono::seconds kOverdue{1};

    /// Bodies are built on `pool`, which may have several threads: every task gets a strand of its own.
    LiveSeatMap(Catalog& catalog, SeatStore& store, Clock& clock, asio::any_io_executor pool);

    /// Begins to watch the clock.
    void start();
    /// Ends all background work and waits for it.
    Task<void> stop();

    void publish(EventId event, std::span<const SeatChange> changes) override;
    /// The event must have been loaded, else nothing is chosen.
    std::vector<std::vector<SeatIndex>> choose(EventId event, std::span<const SeatWish> wishes,
                                               std::span<const SeatIndex> claimed) override;

    /// False when there is no such event. Throws when the store cannot be reached.
    Task<bool> load(EventId event);

    /// Null when there is no such event. At most a few builds behind the board, see LiveEvent::kBuildShare.
    Task<SeatMapBodyPtr> body(EventId event, SeatMapForm form);
    Task<std::optional<api::Availability>> availability(EventId event);
    /// As `availability`, at once; empty also when the event is not loaded.
    std::optional<api::Availability> known_availability(EventId event) const;
    /// Whether the seat is known to be available; false also when the event is not loaded or is stale.
    bool looks_free(EventId event, SeatIndex seat) const;
    /// Null when there is no such event. `last_event_id` is what a reconnecting client saw last.
    Task<std::shared_ptr<SeatMapStream>> subscribe(EventId event, std::optional<std::uint64_t> last_event_id);

    /// Reads the seats of every loaded event again in the background: news of other nodes was lost.
    void reread();
    /// News of other nodes is not heard from now on: until the next `reread`, seats are read every
    /// kRereadPause.
    void cut_off();

    /// Frees what is due and takes over the event's status, for every loaded event. What `start` does on
    /// every tick.
    Task<void> tend();

  private:
    using LivePtr = std::shared_ptr<LiveEvent>;

    void spawn(Task<void> task);
    LivePtr find(EventId event) const;
    Task<LivePtr> find_loaded(EventId event);
    Task<void> read_board(LivePtr live);
    void begin_reading();
    bool has_to_read() const;
    Task<void> reread_all();
    Task<std::string> try_reread(LivePtr live);
    Task<void> reread_one(LivePtr live);
    std::vector<LivePtr> all_events() const;
    Task<void> watch();
    Task<void> tend_one(LivePtr live);
    void schedule_flush(LivePtr live);
    Task<void> flush_at(LivePtr live, Timestamp at);
    Task<void> build(LivePtr live, SeatMapForm form);

    Catalog& catalog_;
    SeatStore& store_;
    Clock& clock_;
    asio::any_io_executor pool_;
    TaskGroup group_{"live seat map"};
    mutable std::mutex mutex_;
    std::unordered_map<EventId, LivePtr> events_;
    std::atomic<bool> cut_off_ = false;
    /// Not 0 while seats are being read again; each request adds one.
    std::atomic<std::uint32_t> reads_wanted_ = 0;
};

}  // namespace fairgate
