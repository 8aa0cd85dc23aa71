#include "unit/waitingroom/room_house.hpp"

#include "adapters/postgres/postgres_catalog_store.hpp"
#include "adapters/postgres/postgres_room_store.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_room_store.hpp"
#include "support/postgres_house.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

class EmbeddedHouse final : public RoomHouse {
  public:
    CatalogStore& catalog() override { return catalog_; }
    RoomStore& store() override { return store_; }

  private:
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    SqliteCatalogStore catalog_{file_};
    sqlite::SqliteRoomStore store_{file_};
};

class SharedHouse final : public RoomHouse {
  public:
    ~SharedHouse() override { run_task(store_.drain()); }
    CatalogStore& catalog() override { return catalog_; }
    RoomStore& store() override { return store_; }

  private:
    PostgresHouse house_;
    postgres::PostgresCatalogStore catalog_{house_.pool()};
    postgres::PostgresRoomStore store_{house_.pool()};
};

Task<VenueId> add_hall(CatalogStore& store) {
    api::SeatingPlan plan{.hash = "one", .name = "One", .width = 100, .height = 100};
    plan.seat_count = 10;
    plan.categories = {{"Gold", "#caa000"}};
    plan.sections = {{.name = "Floor",
                      .rows = {{.label = "1",
                                .first_index = 0,
                                .seat_count = 10,
                                .shape = api::RowShape::line,
                                .coordinates = {0, 0, 20, 0},
                                .categories = {0}}}}};
    const VenueId venue = co_await store.add_venue({VenueId{1}, "Hall", "Oslo", "NO", "Europe/Oslo", 0, {}});
    co_await store.add_plan({venue, plan, to_json_text(plan)});
    co_return venue;
}

Task<std::uint32_t> as_task(std::uint32_t number) {
    co_return number;
}

WaitingRooms::Ports ports(RoomHouse& house, RoomWorld& world, Catalog& catalog, asio::thread_pool& pool) {
    std::function<void(EventId)> changed;
    // Nobody is told: what is not heard is read.
    if (world.is_shared) changed = [](EventId) {};
    return {.catalog = catalog,
            .store = house.store(),
            .seats_left = [&world](EventId) { return as_task(world.seats); },
            .clock = world.clock,
            .random = world.random,
            .pool = pool.get_executor(),
            .changed = std::move(changed)};
}

}  // namespace

std::unique_ptr<RoomHouse> embedded_house() {
    return std::make_unique<EmbeddedHouse>();
}

std::unique_ptr<RoomHouse> postgres_house() {
    return std::make_unique<SharedHouse>();
}

void RoomHouse::add_event(EventId id, std::optional<BeaconRound> beacon) {
    if (!venue_) venue_ = run_task(add_hall(catalog()));
    EventRecord event{.id = id,
                      .venue_id = *venue_,
                      .plan_hash = "one",
                      .name = "Night",
                      .description = "",
                      .category = "Concert"};
    event.event_date = kOpening + std::chrono::days{30};
    event.on_sale_date = kOpening;
    event.high_demand = true;
    event.beacon = std::move(beacon);
    event.currency = "EUR";
    event.purchase_limit = 8;
    event.fares = {{"Gold", MinorUnits{100}}};
    run_task(catalog().add_events({event}, FeeRule{}));
}

RoomNode::RoomNode(RoomHouse& house, RoomWorld& world)
    : catalog_(house.catalog(), world.clock),
      rooms_(ports(house, world, catalog_, pool_), {SecretKey{1}, SecretKey{2}, kCodeKey}, world.rules) {
    run_task(rooms_.load());
}

RoomNode::~RoomNode() {
    run_task(rooms_.drain());
    pool_.join();
}

}  // namespace fairgate::testing
