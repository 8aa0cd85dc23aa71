#include "adapters/redis/redis_news.hpp"

#include "adapters/redis/errors.hpp"
#include "adapters/redis/redis_availability_cache.hpp"
#include "inventory/seat_news.hpp"

#include <boost/asio/strand.hpp>
#include <spdlog/spdlog.h>

namespace fairgate::redis {
namespace {

constexpr const char* kChannel = "seats";
constexpr const char* kBeatText = "beat";

}  // namespace

/// What one subscription shares with its connection. On a strand.
struct RedisNews::Subscription {
    Timestamp heard_at;
    bool is_lost = false;
    std::string why;
};

/// However listening ends, its connection ends with it.
struct RedisNews::Closing {
    Connection& connection;
    ~Closing() { connection.close("it is not needed any more"); }
};

RedisNews::RedisNews(Client& client, asio::any_io_executor executor, Clock& clock, Random& random,
                     SeatChanges& next, SeatChanges& local)
    : client_(client),
      executor_(std::move(executor)),
      clock_(clock),
      next_(next),
      local_(local),
      node_(static_cast<std::int64_t>(random.next() & INT64_MAX)) {}

void RedisNews::start() {
    group_.spawn(asio::make_strand(executor_), listen());
    group_.spawn(asio::make_strand(executor_), beat());
}

Task<void> RedisNews::stop() {
    group_.cancel();
    co_await group_.join();
}

void RedisNews::publish(EventId event, std::span<const SeatChange> changes) {
    next_.publish(event, changes);
    {
        const std::lock_guard lock(mutex_);
        if (waiting_ + changes.size() > kWaitingMax) return;
        waiting_ += changes.size();
        auto& waiting = changes_[event];
        waiting.insert(waiting.end(), changes.begin(), changes.end());
        if (std::exchange(telling_, true)) return;
    }
    group_.spawn(asio::make_strand(executor_), tell());
}

Task<void> RedisNews::tell() {
    for (;;) {
        co_await clock_.sleep_for(kGather);
        std::vector<Command> commands = take_commands();
        if (commands.empty()) co_return;
        for (auto& [words, key] : commands) {
            try {
                co_await client_.run(std::move(words), std::move(key));
            } catch (const Failure&) {
                // The store tells them too, and counts end soon.
            }
        }
    }
}

std::vector<RedisNews::Command> RedisNews::take_commands() {
    std::map<EventId, std::vector<SeatChange>> changes;
    {
        const std::lock_guard lock(mutex_);
        changes.swap(changes_);
        waiting_ = 0;
        if (changes.empty()) telling_ = false;
    }
    std::vector<Command> commands;
    for (const auto& [event, seats] : changes) {
        const std::string counts = RedisAvailabilityCache::key_of(event);
        commands.push_back({{"DEL", counts}, counts});
        for (auto& text : seat_news_texts(node_, event, seats)) {
            commands.push_back({{"PUBLISH", kChannel, std::move(text)}, kChannel});
        }
    }
    return commands;
}

Task<void> RedisNews::beat() {
    for (;;) {
        co_await clock_.sleep_for(kBeat);
        try {
            co_await client_.run({"PUBLISH", kChannel, kBeatText}, kChannel);
        } catch (const Unreachable&) {
            // The next beat may come through.
        } catch (const Refused& error) {
            spdlog::warn("news by Redis: {}", error.what());
        }
    }
}

Task<void> RedisNews::listen() {
    for (;;) {
        const auto endpoint = client_.anybody();
        if (endpoint) {
            const std::string why = co_await hear(*endpoint);
            if (hears_.exchange(false)) spdlog::warn("news by Redis is not heard: {}", why);
        }
        co_await clock_.sleep_for(kReconnectPause);
    }
}

/// Listens until that ends, and says why it did.
Task<std::string> RedisNews::hear(Endpoint endpoint) {
    const auto state = std::make_shared<Subscription>(Subscription{.heard_at = clock_.now(), .why = {}});
    const asio::any_io_executor here = co_await asio::this_coro::executor;
    const auto connection =
        std::make_shared<Connection>(here, client_.figures().writes, [state](std::string why) {
            state->is_lost = true;
            state->why = std::move(why);
        });
    const Closing closing{*connection};
    connection->open(endpoint);
    const LinkOptions options = client_.link_options();
    if (!options.password.empty()) {
        connection->send(options.user.empty() ? Words{"AUTH", options.password}
                                              : Words{"AUTH", options.user, options.password},
                         [](std::optional<Reply>) {});
    }
    connection->subscribe(kChannel, [this, state](const std::string& text) {
        state->heard_at = clock_.now();
        hears_ = true;
        deliver(text);
    });
    while (!state->is_lost && clock_.now() - state->heard_at < kSilenceMax) {
        co_await clock_.sleep_for(kBeat);
    }
    co_return state->is_lost ? state->why : "it is silent";
}

void RedisNews::deliver(const std::string& text) {
    if (text == kBeatText) return;
    try {
        const SeatNews news = read_seat_news(text);
        if (news.node != node_) local_.publish(news.event, news.changes);
    } catch (const std::runtime_error& error) {
        spdlog::warn("news by Redis: {}", error.what());
    }
}

}  // namespace fairgate::redis
