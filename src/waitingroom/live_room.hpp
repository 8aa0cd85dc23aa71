#pragma once

#include "catalog/event.hpp"
#include "waitingroom/place_token.hpp"
#include "waitingroom/room_store.hpp"
#include "waitingroom/wait_estimate.hpp"

#include <deque>
#include <memory>
#include <mutex>

namespace fairgate {

/// Who asks, as far as a room cares.
struct Waiter {
    SessionId session;
    /// Empty when the session has no entry that goes on.
    std::optional<std::uint32_t> entry;
    EntryState state = EntryState::left;
    std::optional<Timestamp> until;
    /// From 1; 0 while there is no place.
    std::uint32_t position = 0;
};

/// Everybody who has a part in the draw.
struct Entrants {
    std::vector<std::uint32_t> entries;
    /// Whose those are.
    std::vector<SessionId> sessions;
};

/// How many have an entry that goes on.
struct Crowd {
    std::uint64_t waiting = 0;
    /// Turns that are kept, and shopping windows.
    std::uint64_t active = 0;
};

/// A room that is open: its queue, its limits, what it tells. Mirrors what the store has said, and does
/// nothing by itself: WaitingRooms writes each change to the store first and then tells it here.
///
/// Thread-safe; no call waits for anything.
class LiveRoom {
  public:
    /// Points of the chart, one every ten seconds.
    static constexpr std::size_t kHistoryMax = 360;
    static constexpr std::chrono::seconds kHistoryStep{10};
    /// How long after the on-sale second a draw waits for its beacon.
    static constexpr std::chrono::minutes kBeaconWait{30};

    LiveRoom(EventPtr event, RoomRecord record, SecretKey key);

    EventId id() const { return record_.event; }
    /// What the order of the draw is made with, as far as it is settled.
    Bytes draw_key() const;
    const SecretKey& key() const { return key_; }
    std::string commitment() const { return commitment_; }

    void refresh(EventPtr event, std::uint32_t seats_left);
    EventPtr event() const;

    /// Takes in what the store has said, in whatever order that comes back.
    void apply(const RoomUpdate& update, Timestamp now);
    /// Up to this change everything is known.
    RoomVersion version() const;
    void read_up_to(RoomVersion version);

    /// Who has a part in a draw whose list was closed at `first_later`.
    Entrants entrants(std::uint32_t first_later) const;
    /// All of `order` is known. Does nothing the second time.
    void draw(const RoomRecord& record, DrawnOrder order);

    /// Whether places are for accounts alone.
    bool asks_for_accounts() const;
    /// Who holds the entries of this session, whose account is `user`: the account where the room asks for
    /// it.
    SessionId holder(SessionId session, std::optional<UserId> user) const;

    /// The event's draw takes in a value that nobody has told yet.
    bool wants_beacon() const;
    /// When the draw waits for it no longer.
    Timestamp beacon_deadline() const;

    bool drawn() const;
    bool is_draw_due(Timestamp now) const;
    /// Nobody joins any more.
    bool is_closed(Timestamp now) const;
    /// A turn or a window ends now or has ended.
    bool has_due(Timestamp now) const;
    /// Whose turn it is next, as far as limits, rate and seats allow.
    /// An estimate: the store decides.
    std::vector<std::uint32_t> plan_turns(Timestamp now);

    /// `told` is the place that the visitor's token names; any other of the session is found without it.
    Waiter find(SessionId session, const std::optional<Place>& told, Timestamp now) const;
    /// Whether its owner was told more than is known here.
    bool is_behind(const Place& told) const;
    bool has_ended(std::uint32_t entry) const;
    /// `entrant` is that of the waiter's session.
    api::QueueStatus status(const Waiter& waiter, const EntrantId& entrant, Timestamp now) const;
    api::RoomOverview overview(Timestamp now) const;
    Crowd crowd() const;
    /// Takes a point for the chart when it is time for one.
    void record_moment(Timestamp now);

    /// The public record; its entrants are in it once the draw has taken place.
    api::QueueDraw public_draw() const;

  private:
    api::RoomPhase phase(Timestamp now) const;
    api::RoomMoment moment(Timestamp now) const;
    std::optional<api::DrawBeacon> beacon() const;
    bool awaits_beacon() const;

    const SecretKey key_;
    const std::string commitment_;

    mutable std::mutex mutex_;
    EventPtr event_;
    RoomRecord record_;
    Room room_;
    AdmissionRate rate_;
    std::uint32_t seats_left_ = 0;
    RoomVersion read_up_to_ = 0;
    std::deque<api::RoomMoment> history_;
};

using LiveRoomPtr = std::shared_ptr<LiveRoom>;

/// The entries of the draw in its order.
std::vector<std::uint32_t> order_of(const SecretKey& key, std::span<const std::uint8_t> draw_key,
                                    Entrants entrants);

}  // namespace fairgate
