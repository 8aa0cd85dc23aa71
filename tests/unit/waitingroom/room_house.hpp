#pragma once

#include "base/manual_clock.hpp"
#include "base/random.hpp"
#include "waitingroom/waiting_rooms.hpp"

#include <boost/asio/thread_pool.hpp>

namespace fairgate::testing {

/// Signs the access codes of every node.
constexpr SecretKey kCodeKey{3};
constexpr Timestamp kOpening{std::chrono::milliseconds{1'795'000'000'000}};

/// A store with rooms, empty at first, whose clock follows the caller's.
class RoomHouse {
  public:
    virtual ~RoomHouse() = default;
    virtual CatalogStore& catalog() = 0;
    virtual RoomStore& store() = 0;

    /// An event in demand whose sale begins at kOpening.
    void add_event(EventId event, std::optional<BeaconRound> beacon = {});

  private:
    std::optional<VenueId> venue_;
};

using RoomHouseFactory = std::unique_ptr<RoomHouse> (*)();
std::unique_ptr<RoomHouse> embedded_house();
std::unique_ptr<RoomHouse> postgres_house();

/// What nodes have in common that are no part of the store.
struct RoomWorld {
    ManualClock clock{kOpening - std::chrono::hours{1}};
    SeededRandom random{9};
    RoomRules rules;
    std::uint32_t seats = 100;
    /// Whether there may be other nodes.
    bool is_shared = false;
};

/// A server as far as rooms care. Ending it forgets all that was only in memory.
class RoomNode {
  public:
    RoomNode(RoomHouse& house, RoomWorld& world);
    ~RoomNode();

    WaitingRooms& rooms() { return rooms_; }

  private:
    asio::thread_pool pool_{1};
    Catalog catalog_;
    WaitingRooms rooms_;
};

}  // namespace fairgate::testing
