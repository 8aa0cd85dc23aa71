#pragma once

#include "base/clock.hpp"
#include "base/sealed_text.hpp"
#include "base/suspend.hpp"
#include "inventory/seat_board.hpp"
#include "inventory/seat_map_text.hpp"

#include <array>
#include <deque>
#include <mutex>

namespace fairgate {

/// A seat map ready to be sent. Immutable.
struct SeatMapBody {
    std::uint64_t version = 0;
    EventStatus event_status = EventStatus::upcoming;
    bool stale = false;
    /// Without quotes, for all codings; another one if and only if the content is another.
    std::string etag;
    SealedText json;
    SealedText gzip;
    SealedText brotli;
};
using SeatMapBodyPtr = std::shared_ptr<const SeatMapBody>;

enum class SeatMapForm { full, compact };

/// The live map of one event: its board, the last messages of its stream, and its two bodies. Thread-safe;
/// nothing here waits or calls out while a lock is held, except to wake somebody.
class LiveEvent {
  public:
    /// Messages kept for slow readers and those who reconnect; whoever is further behind gets a snapshot.
    static constexpr std::size_t kFramesMax = 512;
    /// Messages are at least this far apart.
    static constexpr std::chrono::milliseconds kFrameInterval{100};
    /// Building bodies may take one part in this many of a core.
    static constexpr int kBuildShare = 10;

    LiveEvent(EventPtr event, EventStatus status, Timestamp now);

    const EventPtr& event() const { return event_; }

    // The board.

    void apply(std::span<const SeatChange> changes);
    void reconcile(std::span<const SeatChange> taken, std::uint64_t since);
    bool has_due(Timestamp now);
    std::vector<std::vector<SeatIndex>> choose(std::span<const SeatWish> wishes,
                                               std::span<const SeatIndex> claimed);
    api::Availability availability() const;
    bool is_available(SeatIndex seat) const;
    std::uint64_t version() const;

    /// Says whether this is news; then it is also in the stream.
    bool set_status(EventStatus status);

    /// Whether the store could be asked when it was last tried. Says whether this is news; then it is also in
    /// the stream.
    bool set_stale(bool stale);
    bool is_stale() const;

    // Loading.

    /// Wakes `resume` once the board is loaded, at once when it is. True when the caller has to load it.
    bool wait_for_load(Resume<bool> resume);
    void loaded(std::exception_ptr error);
    bool is_loaded() const;

    // The stream.

    /// When the next message is due, if there is one to make and nobody has been told so yet.
    std::optional<Timestamp> claim_flush(Timestamp now);
    /// Makes a message of the changes since the last one.
    void flush(Timestamp now);
    /// A reader's place in the stream.
    struct Cursor {
        /// Number of the next message; empty to begin with a snapshot.
        std::optional<std::uint64_t> next;
    };
    /// Behind the message that brought `version`; where that is forgotten, at a snapshot.
    Cursor cursor_after(std::uint64_t version) const;
    /// The message at the cursor, which moves on; null when there is none yet.
    SharedText take(Cursor& cursor);
    /// Wakes `resume` when there is a message at `cursor`, at once when there is.
    void wait_for_frame(const Cursor& cursor, Resume<bool> resume);

    // The bodies.

    /// The body, when it is up to date or may not be rebuilt yet.
    SeatMapBodyPtr ready_body(SeatMapForm form, Timestamp now) const;
    /// Wakes `resume` after the next build. True when the caller has to build.
    bool wait_for_build(SeatMapForm form, Resume<bool> resume);
    void build(SeatMapForm form, const Clock& clock);

  private:
    struct Frame {
        std::uint64_t version = 0;
        SharedText text;
    };
    struct Body {
        SeatMapBodyPtr ready;
        bool building = false;
        Timestamp rebuild_from;
        std::vector<Resume<bool>> waiting;
    };

    SeatMapState state() const;
    void add_pending(const std::vector<SeatIndex>& changed);
    std::vector<Resume<bool>> add_frame(std::uint64_t version, std::string text);
    bool has_frame(const Cursor& cursor) const;
    SharedText snapshot_frame();
    SeatMapBodyPtr make_body(SeatMapForm form);

    const EventPtr event_;

    mutable std::mutex mutex_;
    SeatBoard board_;
    EventStatus status_;
    bool stale_ = false;
    bool loaded_ = false;
    bool loading_ = false;
    std::vector<Resume<bool>> load_waiting_;

    /// Changed since the last message, with repeats.
    std::vector<SeatIndex> pending_;
    bool flush_claimed_ = false;
    Timestamp flushed_at_{};
    /// The state as the last message left it; where a new reader begins.
    SeatMapState framed_;
    SharedText framed_text_;
    std::deque<Frame> frames_;
    /// Number of frames_.front().
    std::uint64_t first_frame_ = 0;
    std::vector<Resume<bool>> readers_;
    std::size_t prune_readers_at_ = 64;

    mutable std::mutex bodies_mutex_;
    std::array<Body, 2> bodies_;
    /// Only for the one who builds the full body.
    std::optional<SeatListTemplate> template_;
};

}  // namespace fairgate
