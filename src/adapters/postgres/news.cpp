#include "adapters/postgres/news.hpp"

#include "base/cancellation.hpp"
#include "inventory/seat_news.hpp"

#include <boost/asio/strand.hpp>
#include <spdlog/spdlog.h>

#include <charconv>

namespace fairgate::postgres {
namespace {

constexpr std::string_view kListen[] = {"LISTEN fairgate_seats", "LISTEN fairgate_events",
                                        "LISTEN fairgate_sessions", "LISTEN fairgate_rooms"};
constexpr std::string_view kTell = "SELECT pg_notify('fairgate_seats', $1)";
constexpr std::string_view kTellRoom = "SELECT pg_notify('fairgate_rooms', $1)";

/// A message on the channel fairgate_rooms.
struct RoomNews {
    std::int64_t node = 0;
    EventId event_id;
};
BOOST_DESCRIBE_STRUCT(RoomNews, (), (node, event_id))

template <class IdType>
IdType id_in(const std::string& payload) {
    std::uint64_t value = 0;
    std::from_chars(payload.data(), payload.data() + payload.size(), value);
    return IdType{value};
}

Task<bool> notify(Connection& connection, std::vector<Call> messages) {
    co_await connection.commit(std::move(messages));
    co_return true;
}

}  // namespace

News::News(Pool& pool, ConnectionSettings settings, asio::any_io_executor executor, Clock& clock,
           Random& random, SeatChanges& local, NodeNews news)
    : pool_(pool),
      settings_(std::move(settings)),
      executor_(std::move(executor)),
      clock_(clock),
      local_(local),
      news_(std::move(news)),
      node_(static_cast<std::int64_t>(random.next() & INT64_MAX)) {}

void News::start() {
    group_.spawn(asio::make_strand(executor_), listen());
    group_.spawn(asio::make_strand(executor_), reread());
}

Task<void> News::stop() {
    group_.cancel();
    co_await group_.join();
}

void News::publish(EventId event, std::span<const SeatChange> changes) {
    local_.publish(event, changes);
    {
        const std::lock_guard lock(mutex_);
        if (waiting_ + changes.size() > kWaitingMax) return;
        waiting_ += changes.size();
        auto& waiting = changes_[event];
        waiting.insert(waiting.end(), changes.begin(), changes.end());
    }
    begin_to_tell();
}

void News::room_changed(EventId event) {
    {
        const std::lock_guard lock(mutex_);
        rooms_.insert(event);
    }
    begin_to_tell();
}

void News::begin_to_tell() {
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(telling_, true)) return;
    }
    group_.spawn(asio::make_strand(executor_), tell());
}

Task<void> News::tell() {
    for (;;) {
        co_await clock_.sleep_for(kGather);
        std::vector<Call> messages = take_messages();
        if (messages.empty()) co_return;
        try {
            co_await pool_.run([messages = std::move(messages)](Connection& connection) {
                return notify(connection, messages);
            });
        } catch (const std::runtime_error& error) {
            spdlog::warn("other nodes hear of some changes only when they read them: {}", error.what());
        }
    }
}

std::vector<Call> News::take_messages() {
    std::map<EventId, std::vector<SeatChange>> changes;
    std::set<EventId> rooms;
    {
        const std::lock_guard lock(mutex_);
        changes.swap(changes_);
        rooms.swap(rooms_);
        waiting_ = 0;
        if (changes.empty() && rooms.empty()) telling_ = false;
    }
    std::vector<Call> messages;
    for (const auto event : rooms) messages.emplace_back(kTellRoom, to_json_text(RoomNews{node_, event}));
    for (const auto& [event, seats] : changes) {
        for (auto& text : seat_news_texts(node_, event, seats)) messages.emplace_back(kTell, text);
    }
    return messages;
}

Task<void> News::listen() {
    for (;;) {
        try {
            co_await hear();
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            if (hears_.exchange(false)) {
                spdlog::warn("news of other nodes is not heard: {}", error.what());
                news_.cut_off();
            }
        }
        co_await clock_.sleep_for(kReconnectPause);
    }
}

Task<void> News::hear() {
    Connection connection(co_await asio::this_coro::executor, clock_);
    co_await connection.open(settings_);
    for (const auto sql : kListen) co_await connection.commit(Call(sql));
    hears_ = true;
    pool_.server_is_back();
    // What happened before the first LISTEN was heard by nobody here.
    news_.missed();
    for (;;) {
        for (const auto& notification : connection.notifications()) deliver(notification);
        co_await connection.wait_for_news();
    }
}

void News::deliver(const Connection::Notification& notification) {
    if (notification.channel == "fairgate_events") {
        news_.event_changed(id_in<EventId>(notification.payload));
    } else if (notification.channel == "fairgate_sessions") {
        news_.session_changed(id_in<SessionId>(notification.payload));
    } else if (notification.channel == "fairgate_rooms") {
        const auto room = from_json_text<RoomNews>(notification.payload);
        if (!room) throw std::runtime_error("a message about a waiting room is not understood");
        if (room->node != node_) news_.room_changed(room->event_id);
    } else {
        const SeatNews seats = read_seat_news(notification.payload);
        if (seats.node != node_) news_.seats_changed(seats.event, seats.changes);
    }
}

Task<void> News::reread() {
    for (;;) {
        co_await clock_.sleep_for(kRereadInterval);
        // Without a server there is nothing to be read, and what is remembered is all there is.
        if (hears_) news_.missed();
    }
}

}  // namespace fairgate::postgres
