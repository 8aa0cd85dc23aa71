#pragma once

#include "adapters/memory/memory_seat_locks.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_seat_store.hpp"
#include "base/manual_clock.hpp"
#include "inventory/best_available.hpp"
#include "inventory/hold_sweep.hpp"
#include "inventory/invariants.hpp"
#include "inventory/live_seat_map.hpp"
#include "inventory/release_seats.hpp"
#include "inventory/reserve_seats.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/thread_pool.hpp>

namespace fairgate::testing {

inline Timestamp noon() {
    return *from_rfc3339("2026-11-23T12:00:00Z");
}

/// `sections` of `rows` rows of `seats` seats; the first half of the sections is dearer.
inline api::SeatingPlan square_plan(std::uint32_t sections, std::uint32_t rows, std::uint32_t seats) {
    api::SeatingPlan plan{.hash = "square", .name = "Square", .width = 1000, .height = 1000};
    plan.categories = {{"Gold", "#caa000"}, {"Grey", "#888888"}};
    for (std::uint32_t s = 0; s < sections; ++s) {
        api::PlanSection section{.name = std::string("Block \"") + static_cast<char>('A' + s % 26) + "\""};
        for (std::uint32_t r = 0; r < rows; ++r) {
            api::PlanRow row{.label = std::to_string(r + 1),
                             .first_index = plan.seat_count,
                             .seat_count = seats,
                             .shape = api::RowShape::line,
                             .coordinates = {s * 400.0, r * 20.0, 20, 0},
                             .categories = {s * 2 < sections ? 0U : 1U}};
            plan.seat_count += seats;
            section.rows.push_back(row);
        }
        plan.sections.push_back(section);
    }
    return plan;
}

inline std::shared_ptr<EventInfo> event_of(const api::SeatingPlan& plan) {
    auto event = std::make_shared<EventInfo>();
    event->record.id = EventId{77};
    event->record.currency = "EUR";
    event->record.purchase_limit = 8;
    event->seats = std::make_shared<const PlanSeats>(plan);
    event->prices = {MinorUnits{10'010}, MinorUnits{5'000}};
    return event;
}

/// The inventory on the embedded adapters, with one event on sale. `crash` drops all that is in memory.
class InventoryHouse {
  public:
    struct Parts {
        Parts(InventoryHouse& house, std::size_t threads)
            : pool(threads),
              file(house.folder.path()),
              catalog_store(file),
              catalog(catalog_store, house.clock),
              seats(file),
              map(catalog, seats, house.clock, pool.get_executor()),
              batcher(seats, map, map, house.clock, pool.get_executor()),
              reserve(catalog, locks, batcher, cache, house.clock, house.random, house.rules, house.fees),
              best(catalog, locks, batcher, cache, map, house.clock, house.random, house.rules, house.fees),
              release(catalog, seats, locks, map, cache, house.clock, house.fees),
              find(catalog, seats, house.clock, house.fees),
              sweep(seats, map, cache, house.clock, [this](Timestamp now) { locks.purge(now); }) {}
        ~Parts() {
            run_task(reserve.drain());
            run_task(best.drain());
            run_task(release.drain());
            run_task(batcher.drain());
            run_task(map.stop());
            pool.join();
        }

        asio::thread_pool pool;
        sqlite::StoreFile file;
        SqliteCatalogStore catalog_store;
        Catalog catalog;
        sqlite::SqliteSeatStore seats;
        memory::MemorySeatLocks locks;
        ReservationCache cache;
        LiveSeatMap map;
        HoldBatcher batcher;
        ReserveSeats reserve;
        BestAvailable best;
        ReleaseSeats release;
        FindReservation find;
        HoldSweep sweep;
    };

    explicit InventoryHouse(api::SeatingPlan plan = square_plan(2, 3, 10), std::size_t threads = 1)
        : threads_(threads) {
        crash();
        run_task(seed(std::move(plan)));
    }

    void crash() {
        parts_.reset();
        parts_ = std::make_unique<Parts>(*this, threads_);
    }

    Parts& operator*() { return *parts_; }
    Parts* operator->() { return parts_.get(); }

    Session session(std::uint64_t number) const { return {SessionId{number}, std::nullopt}; }

    ReserveResult reserve(Session who, std::vector<SeatIndex> seats, bool all_or_nothing = false) {
        api::ReserveSeatsRequest request{.event_id = event, .all_or_nothing = all_or_nothing};
        for (const SeatIndex seat : seats) request.seat_ids.push_back(std::to_string(seat));
        return run_task(parts_->reserve(who, std::move(request)));
    }
    auto release(Session who, std::optional<std::vector<std::string>> seats = std::nullopt) {
        return run_task(parts_->release(who, {event, std::move(seats)}));
    }
    ReserveResult best(Session who, std::uint32_t quantity) {
        return run_task(parts_->best(who, {.event_id = event, .quantity = quantity}));
    }

    void sql(const std::string& text) {
        parts_->file.writer().run_blocking([&](sqlite::Connection& connection) { connection.execute(text); });
    }
    /// An order of `who` with these seats, sold when it is paid.
    void add_order(std::uint64_t id, Session who, HoldId hold, std::string_view status) {
        sql("INSERT INTO orders (id, event_id, session_id, hold_id, email, status, subtotal, fees, "
            "total_amount,"
            " currency, attempt, payment_deadline, hold_expires_at, idempotency_key, fingerprint, "
            "created_at, updated_at) VALUES (" +
            std::to_string(id) + "," + std::to_string(event.value) + "," + std::to_string(who.id.value) +
            "," + std::to_string(hold.value) + ",'a@b.c','" + std::string(status) +
            "',0,0,0,'EUR',1,0,0,'key" + std::to_string(id) + "',x'00',0,0)");
    }
    void sell(std::uint64_t order, Session who, const Hold& hold) {
        add_order(order, who, hold.id, "paid");
        std::vector<SeatChange> changes;
        for (const SeatIndex seat : hold.seats) {
            const auto at = " WHERE event_id = " + std::to_string(event.value) +
                            " AND seat_index = " + std::to_string(seat);
            sql("UPDATE seats SET status = 2, order_id = " + std::to_string(order) +
                ", hold_id = NULL, held_by_session = NULL, held_until = NULL" + at);
            sql("INSERT INTO order_items (order_id, event_id, seat_index, price, fee) VALUES (" +
                std::to_string(order) + "," + std::to_string(event.value) + "," + std::to_string(seat) +
                ",0,0)");
            changes.push_back({seat, SeatStatus::sold, {}, 0});
        }
        parts_->cache.erase_hold(event, who.id, hold.id);
        parts_->map.publish(event, changes);
    }

    InventoryDump dump() {
        InventoryDump result;
        parts_->file.writer().run_blocking([&](sqlite::Connection& connection) {
            auto rows = connection.prepare(
                "SELECT event_id, seat_index, status, hold_id, held_by_session, held_until,"
                " order_id FROM seats");
            while (rows.step()) {
                SeatDump seat{rows.id<EventId>(0),
                              static_cast<SeatIndex>(rows.integer(1)),
                              static_cast<SeatStatus>(rows.integer(2)),
                              rows.id<HoldId>(3),
                              rows.id<SessionId>(4),
                              std::nullopt,
                              rows.id<OrderId>(6)};
                if (!rows.is_null(5)) seat.held_until = rows.time(5);
                result.seats.push_back(seat);
            }
            auto items =
                connection.prepare("SELECT order_id, event_id, seat_index FROM order_items WHERE voided = 0");
            while (items.step()) {
                result.sold.push_back(
                    {items.id<OrderId>(0), items.id<EventId>(1), static_cast<SeatIndex>(items.integer(2))});
            }
        });
        return result;
    }
    std::vector<std::string> broken() { return broken_invariants(dump(), rules); }

    TemporaryFolder folder;
    ManualClock clock{noon()};
    SeededRandom random{1};
    HoldRules rules;
    FeeRule fees;
    EventId event{77};

  private:
    Task<bool> seed(api::SeatingPlan plan) {
        const VenueId venue = co_await parts_->catalog_store.add_venue({.id = VenueId{5},
                                                                        .name = "Hall",
                                                                        .city = "Bern",
                                                                        .country = "CH",
                                                                        .time_zone = "Europe/Zurich"});
        co_await parts_->catalog_store.add_plan({venue, plan, to_json_text(plan)});
        EventRecord record{.id = event,
                           .venue_id = venue,
                           .plan_hash = plan.hash,
                           .name = "Concert",
                           .category = "music",
                           .event_date = noon() + std::chrono::days{30},
                           .on_sale_date = noon() - std::chrono::hours{1},
                           .status = EventStatus::on_sale,
                           .currency = "EUR",
                           .purchase_limit = 8,
                           .fares = {{"Gold", {10'010}}, {"Grey", {5'000}}}};
        std::vector<EventRecord> records{record};
        co_await parts_->catalog_store.add_events(records, fees);
        co_return true;
    }

    std::size_t threads_;
    std::unique_ptr<Parts> parts_;
};

}  // namespace fairgate::testing
