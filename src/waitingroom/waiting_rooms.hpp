#pragma once

#include "base/session.hpp"
#include "base/task_group.hpp"
#include "catalog/catalog.hpp"
#include "catalog/sale_access.hpp"
#include "waitingroom/access_code.hpp"
#include "waitingroom/join_limiter.hpp"
#include "waitingroom/live_room.hpp"
#include "waitingroom/place_token.hpp"
#include "waitingroom/receipt.hpp"
#include "waitingroom/room_reader.hpp"
#include "waitingroom/work_challenge.hpp"

#include <functional>
#include <unordered_map>

namespace fairgate {

struct RoomRules {
    /// How long a turn is kept.
    std::chrono::milliseconds turn = std::chrono::minutes{2};
    /// The shopping window.
    std::chrono::milliseconds window = std::chrono::minutes{15};
    /// Of a room when it is first opened.
    RoomLimits limits;
    JoinLimits joins;
    /// How fast one client address may show access codes. Guessing one is hopeless; this keeps it cheap.
    JoinLimits codes{.per_second = 5, .burst = 300};
    /// Zero bits that who joins has to find; see WorkChallenges. 0 asks for none.
    unsigned work_bits = 0;
};

enum class QueueError {
    unknown_event,
    /// The event is sold without one.
    no_waiting_room,
    /// The challenge has not been solved, or not in time.
    proof_required,
    /// The room is for accounts alone, and the visitor is not logged in.
    account_required,
    /// What was asked for cannot change any more: somebody has joined.
    room_in_use,
    /// Meanwhile the room asks for accounts, or does not any more.
    rules_changed,
    /// What was shown is no code of ours.
    code_bad,
    code_other_event,
    code_not_yet,
    code_expired,
    code_used_up,
    /// As many shop as may: the code is good, later.
    presale_full,
    presale_paused,
    /// The event's draw takes in no beacon.
    no_beacon,
    /// The list of the draw is not closed yet: nobody may know the value before.
    beacon_too_early,
    /// Another value was taken, or none came in time.
    beacon_settled,
    /// Too many join from this address.
    too_fast,
    not_your_turn,
};

struct QueueFailure {
    QueueError error = QueueError::unknown_event;
    /// For too_fast and presale_full.
    std::chrono::seconds retry_after{1};
};

/// Who asks, and what the browser has kept of its place.
struct Visitor {
    SessionId session;
    std::string token;
    std::string address;
    /// The account that is logged in.
    std::optional<UserId> user = {};
};

struct QueueAnswer {
    api::QueueStatus status;
    /// For the browser to keep; empty when what it has is good.
    std::string token;
};

using QueueResult = std::expected<QueueAnswer, QueueFailure>;

/// The waiting rooms of all events in demand: who joins waits, at the on-sale second the pre-queue is drawn,
/// then turns are given in order. Everything that a visitor is told has been written to the store first, and
/// is found there again after a crash.
///
/// Any number of nodes may work on one store, and all do the same: the store decides who draws and whose turn
/// it is. What others did is read every kTick, at once when they tell, and when a visitor knows more than we.
///
/// Lives as long as the server. Thread-safe. What changes something is carried out also when its request is
/// cancelled.
class WaitingRooms {
  public:
    /// How often turns are given and ends are looked for. A draw is held when its moment comes.
    static constexpr std::chrono::milliseconds kTick = std::chrono::seconds{1};
    /// How often new events in demand are looked for.
    static constexpr std::chrono::milliseconds kOpening = std::chrono::seconds{30};

    struct Ports {
        Catalog& catalog;
        RoomStore& store;
        /// Seats that can be had now.
        std::function<Task<std::uint32_t>(EventId)> seats_left;
        Clock& clock;
        Random& random;
        /// Draws are computed here, away from the loops.
        asio::any_io_executor pool;
        /// The events that are to have a room, so that its commitment is public before anybody asks.
        std::function<Task<std::vector<EventId>>()> in_demand = {};
        /// Hears of each room that was changed here. Empty where no other node works on the store.
        std::function<void(EventId)> changed = {};
        /// Takes a join from the bucket of an address that all nodes share, and says what that has left: less
        /// than nothing when it was empty. No value when nobody can say. Empty where nodes share nothing.
        std::function<Task<std::optional<double>>(std::string address)> share_join = {};
    };
    struct Keys {
        SecretKey places;
        SecretKey receipts;
        SecretKey codes = {};
    };

    WaitingRooms(Ports ports, Keys keys, RoomRules rules);

    /// Takes every room from the store. Call before the first request.
    Task<void> load();
    /// What a node does every kTick: all that there is to do, or no more than hear what others did.
    enum class Duty { work, listen };
    /// Works until cancelled.
    Task<void> run(Duty duty);
    /// One look at every room.
    Task<void> tick(Duty duty = Duty::work);
    /// How long there is nothing to do: kTick, or less where a sale begins before.
    std::chrono::milliseconds rest() const;
    /// Returns when nothing is under way. Call when no more requests come.
    Task<void> drain();
    /// Takes in what other nodes have done in a room; what goes wrong is logged.
    Task<void> catch_up(EventId event);

    /// `proof` solves the challenge of the status, where there is one.
    Task<QueueResult> join(EventId event, Visitor visitor, std::string proof = {});
    /// Begins a window before the sale opens, for who shows an access code; safe to repeat.
    Task<QueueResult> redeem(EventId event, Visitor visitor, std::string code);
    Task<QueueResult> status(EventId event, Visitor visitor);
    /// The same from memory; empty when something has to be read first.
    std::optional<QueueAnswer> status_at_hand(EventId event, const Visitor& visitor) const;
    /// Begins the window of somebody whose turn it is; answers as before when it has begun.
    Task<QueueResult> enter(EventId event, Visitor visitor);
    Task<QueueResult> leave(EventId event, Visitor visitor);
    /// The window has served its purpose.
    Task<void> purchased(EventId event, Session session);

    /// By which right the session may choose seats of this event: it is in its window, or there is no room,
    /// or the event is not on sale, which others will say. Empty when it has to wait.
    Task<std::optional<SaleAccess>> admits(EventId event, Session session);

    /// Of the event's draw, from memory; empty when there is no room, or none has opened yet.
    std::optional<std::string> commitment(EventId event) const;
    /// The public record as JSON.
    Task<std::expected<std::shared_ptr<const std::string>, QueueFailure>> draw_json(EventId event);
    Task<std::expected<api::RoomOverview, QueueFailure>> overview(EventId event);
    Task<std::expected<api::RoomOverview, QueueFailure>> adjust(EventId event, api::AdjustRoomRequest change);

    /// Of all rooms together, as this node knows them.
    Crowd crowd() const;

    /// Takes what the beacon of the event's draw has said; safe to repeat.
    Task<std::expected<api::RoomOverview, QueueFailure>> set_beacon(EventId event, Bytes value);

    const ReceiptPublicKey& receipt_key() const { return receipts_.public_key(); }

  private:
    using Found = std::expected<LiveRoomPtr, QueueFailure>;

    bool is_shared() const { return ports_.changed != nullptr; }
    Timestamp now() const { return reader_.now(); }
    LiveRoomPtr known(EventId event) const;
    std::vector<LiveRoomPtr> all() const;
    Task<Found> find(EventId event);
    Task<LiveRoomPtr> build(EventPtr event, RoomRecord record);
    Task<void> open_rooms();
    Task<void> read_changes();
    Task<void> read_room(RoomRecord record);
    Task<void> tick_room(LiveRoomPtr room, Duty duty);
    Task<void> turn_over(LiveRoomPtr room);
    Task<void> hold_draw(LiveRoomPtr room);
    void tell(EventId event);
    void learn(const LiveRoomPtr& room, const RoomUpdate& update);
    Task<Waiter> find_at_least(LiveRoomPtr room, SessionId session, EntryState state);
    Task<Found> find(EventId event, Visitor& visitor);
    Task<std::optional<std::chrono::seconds>> wait_to_join(std::string address);
    Task<QueueResult> join_now(LiveRoomPtr room, Visitor visitor);
    Task<QueueResult> redeem_now(LiveRoomPtr room, Visitor visitor, CodeUse use);
    QueueAnswer joined(const LiveRoomPtr& room, const Visitor& visitor) const;
    Task<EntryState> enter_now(LiveRoomPtr room, SessionId session, std::uint32_t entry);
    Task<bool> end_now(LiveRoomPtr room, std::uint32_t entry, EntryState how);
    QueueAnswer answer(const LiveRoom& room, const Visitor& visitor) const;
    QueueAnswer answer(const LiveRoom& room, SessionId session, const std::optional<Place>& told) const;

    Ports ports_;
    RoomRules rules_;
    SecretKey key_;
    PlaceTokens tokens_;
    ReceiptSigner receipts_;
    JoinLimiter limiter_;
    AccessCodes codes_;
    JoinLimiter code_limiter_;
    WorkChallenges work_;
    RoomReader reader_;
    Timestamp opens_rooms_at_{};
    TaskGroup group_{"waiting rooms"};
    mutable std::mutex mutex_;
    std::unordered_map<EventId, LiveRoomPtr> rooms_;
    std::unordered_map<EventId, std::shared_ptr<const std::string>> draws_;
};

}  // namespace fairgate
