#include "inventory/hold_sweep.hpp"

#include <spdlog/spdlog.h>

#include <map>

namespace fairgate {

HoldSweep::HoldSweep(SeatStore& store, SeatChanges& changes, ReservationCache& cache, Clock& clock,
                     std::function<void(Timestamp)> purge)
    : store_(store), changes_(changes), cache_(cache), clock_(clock), purge_(std::move(purge)) {}

Task<void> HoldSweep::run(Duty duty) {
    for (;;) {
        co_await clock_.sleep_for(kInterval);
        if (duty == Duty::purge) {
            purge_memory(clock_.now());
            continue;
        }
        try {
            const Swept swept = co_await sweep();
            spdlog::info("hold sweep {{\"count\":{},\"events\":{}}}", swept.count, swept.events);
        } catch (const std::exception& error) {
            spdlog::warn("hold sweep failed: {}", error.what());
        }
    }
}

Task<HoldSweep::Swept> HoldSweep::sweep(std::optional<EventId> event) {
    const Timestamp now = clock_.now();
    const std::vector<ExpiredSeat> expired = co_await store_.expire(event, now);
    std::map<EventId, std::vector<SeatChange>> changes;
    for (const auto& seat : expired) {
        changes[seat.event].push_back({seat.seat, SeatStatus::available, {}, seat.version});
    }
    for (const auto& [of, freed] : changes) changes_.publish(of, freed);
    purge_memory(now);
    co_return Swept{expired.size(), changes.size()};
}

void HoldSweep::purge_memory(Timestamp now) {
    cache_.purge(now);
    if (purge_) purge_(now);
}

}  // namespace fairgate
