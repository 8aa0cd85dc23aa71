#include "waitingroom/room_reader.hpp"

#include "base/memory.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace fairgate {

Task<void> RoomReader::read_clock() {
    const Timestamp before = clock_.now();
    const Timestamp stores = co_await store_.time(before);
    const Timestamp after = clock_.now();
    // The answer was given somewhere in between: what is known already is good as long as it fits.
    const std::int64_t least = (stores - after).count();
    const std::int64_t most = (stores - before).count();
    if (least <= most) ahead_ms_ = std::clamp(ahead_ms_.load(), least, most);
}

Task<void> RoomReader::catch_up(LiveRoomPtr room) {
    const auto executor = co_await asio::this_coro::executor;
    auto start = [this, executor, room](Resume<bool> resume) { enqueue(room, std::move(resume), executor); };
    co_await suspend<bool>(std::move(start));
}

void RoomReader::enqueue(LiveRoomPtr room, Resume<bool> resume, asio::any_io_executor executor) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        auto [waiting, added] = waiting_.try_emplace(room);
        if (waiting->second.size() >= kWaitingPerRoomMax) {
            const std::runtime_error refused("too many wait for news of a waiting room");
            resume(std::make_exception_ptr(refused), std::nullopt);
            return;
        }
        waiting->second.push_back(std::move(resume));
        first = added;
    }
    if (first) group_.spawn(std::move(executor), run(std::move(room)));
}

Task<void> RoomReader::run(LiveRoomPtr room) {
    for (;;) {
        const auto waiting = next(room);
        if (waiting.empty()) co_return;
        std::exception_ptr error;
        try {
            co_await read(room);
        } catch (...) {
            error = std::current_exception();
        }
        for (const auto& resume : waiting) resume(error, error ? std::nullopt : std::optional(true));
    }
}

std::vector<Resume<bool>> RoomReader::next(const LiveRoomPtr& room) {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(room);
    auto waiting = std::exchange(found->second, {});
    if (waiting.empty()) waiting_.erase(found);
    return waiting;
}

Task<void> RoomReader::read(LiveRoomPtr room) {
    ChangesRead read{.version = room->version()};
    for (;;) {
        const RoomUpdate update = co_await store_.changes(room->id(), read);
        room->apply(update, now());
        if (update.entries.size() < RoomStore::kChangesMax) {
            room->read_up_to(update.room.version);
            if (!update.room.drawn_at || room->drawn() || room->wants_beacon()) co_return;
            // Everybody who joined before the list was closed is known now, and nobody else gets in.
            DrawnOrder order = co_await compute_order(room, update.room.first_later);
            const auto entrants = order.size();
            room->draw(update.room, std::move(order));
            spdlog::info("waiting room of event {}: {} entrants drawn", room->id().text(), entrants);
            co_return;
        }
        read = {update.entries.back().version, update.entries.back().entry};
    }
}

Task<DrawnOrder> RoomReader::compute_order(LiveRoomPtr room, std::uint32_t first_later) {
    auto start = [pool = pool_, room, first_later](Resume<DrawnOrder> resume) {
        asio::post(pool, [room, first_later, resume] {
            auto order = order_of(room->key(), room->draw_key(), room->entrants(first_later));
            resume(nullptr, DrawnOrder(std::move(order), first_later));
            give_memory_back();
        });
    };
    DrawnOrder order = co_await suspend<DrawnOrder>(std::move(start));
    co_return order;
}

}  // namespace fairgate
