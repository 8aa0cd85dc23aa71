#include "cli/hints.hpp"

#include "adapters/memory/memory_idempotency_cache.hpp"
#include "adapters/memory/memory_login_limiter.hpp"
#include "adapters/memory/memory_seat_locks.hpp"
#include "adapters/redis/errors.hpp"
#include "adapters/redis/redis_availability_cache.hpp"
#include "adapters/redis/redis_idempotency_cache.hpp"
#include "adapters/redis/redis_login_limiter.hpp"
#include "adapters/redis/redis_news.hpp"
#include "adapters/redis/redis_request_rates.hpp"
#include "adapters/redis/redis_seat_locks.hpp"
#include "adapters/redis/redis_session_cache.hpp"
#include "cli/cli_error.hpp"

namespace fairgate::cli {
namespace {

class MemoryHints final : public Hints {
  public:
    MemoryHints(const Clock& clock, LooksFree looks_free)
        : locks_(std::move(looks_free)), logins_(clock, {}) {}

    SeatLocks& locks() override { return locks_; }
    IdempotencyCache& answers() override { return answers_; }
    LoginLimiter& logins() override { return logins_; }
    AvailabilityCache* counts() override { return nullptr; }
    SessionCache* sessions() override { return nullptr; }
    http::ShareRequests share_requests() override { return {}; }
    std::function<Task<std::optional<double>>(std::string)> share_joins() override { return {}; }
    SeatChanges& join(SeatChanges& next, SeatChanges&) override { return next; }
    void start() override {}
    void stop() override {}
    void purge(Timestamp now) override { locks_.purge(now); }
    std::string trouble() override { return {}; }
    void register_metrics(Metrics&) override {}

  private:
    memory::MemorySeatLocks locks_;
    MemoryIdempotencyCache answers_;
    memory::MemoryLoginLimiter logins_;
};

class RedisHints final : public Hints {
  public:
    RedisHints(redis::ClientOptions options, const http::Limits& limits, const JoinLimits& joins,
               bool has_other_nodes, EventLoops& loops, Clock& clock, Random& random, LooksFree looks_free)
        : loops_(loops),
          clock_(clock),
          random_(random),
          has_other_nodes_(has_other_nodes),
          client_(std::move(options), loops.executors(), clock, random),
          locks_(client_, std::move(looks_free)),
          local_logins_(clock, {}),
          logins_(client_, {}, local_logins_),
          limits_requests_(limits.requests_per_client_per_second > 0),
          rates_(client_, "rate", limits.requests_per_client_per_second, limits.request_burst_per_client,
                 redis::RedisRequestRates::Beyond::owed),
          limits_joins_(joins.per_second > 0),
          joins_(client_, "join", joins.per_second, joins.burst, redis::RedisRequestRates::Beyond::refused) {
        client_.start();
    }
    ~RedisHints() override { stop(); }

    SeatLocks& locks() override { return locks_; }
    IdempotencyCache& answers() override { return answers_; }
    LoginLimiter& logins() override { return logins_; }
    AvailabilityCache* counts() override { return has_other_nodes_ ? &counts_ : nullptr; }
    SessionCache* sessions() override { return has_other_nodes_ ? &sessions_ : nullptr; }
    http::ShareRequests share_requests() override {
        if (!has_other_nodes_ || !limits_requests_) return {};
        return [this](std::string client, std::uint32_t requests) {
            return rates_.take(std::move(client), requests);
        };
    }

    std::function<Task<std::optional<double>>(std::string)> share_joins() override {
        if (!has_other_nodes_ || !limits_joins_) return {};
        return [this](std::string address) { return joins_.take(std::move(address), 1); };
    }

    SeatChanges& join(SeatChanges& next, SeatChanges& local) override {
        // The embedded store has one node.
        if (!has_other_nodes_) return next;
        news_ = std::make_unique<redis::RedisNews>(client_, loops_.first(), clock_, random_, next, local);
        return *news_;
    }
    void start() override {
        if (news_) news_->start();
    }
    void stop() override {
        if (std::exchange(stopped_, true)) return;
        if (news_) loops_.wait_for(news_->stop());
        loops_.wait_for(client_.close());
    }

    void purge(Timestamp) override {}
    std::string trouble() override { return client_.trouble(); }

    void register_metrics(Metrics& metrics) override {
        const auto gauge = [&](const char* name, const char* help, auto read) {
            metrics.gauge(name, help, [read] { return static_cast<double>(read()); });
        };
        gauge("fairgate_redis_connected", "Servers of Redis that this node is connected to",
              [this] { return client_.nodes_up(); });
        gauge("fairgate_redis_breaker_open", "Servers of Redis that are left alone at present",
              [this] { return client_.breakers_open(); });
        gauge("fairgate_redis_commands", "Commands sent to Redis since the start",
              [this] { return client_.figures().commands.load(); });
        gauge("fairgate_redis_round_trips", "Times that something was sent, with however many commands",
              [this] { return client_.figures().writes.load(); });
        gauge("fairgate_redis_failures", "Commands that Redis did not answer, or not in time",
              [this] { return client_.figures().failures.load(); });
    }

  private:
    EventLoops& loops_;
    Clock& clock_;
    Random& random_;
    const bool has_other_nodes_;
    redis::Client client_;
    redis::RedisSeatLocks locks_;
    redis::RedisIdempotencyCache answers_{client_};
    redis::RedisAvailabilityCache counts_{client_};
    memory::MemoryLoginLimiter local_logins_;
    redis::RedisLoginLimiter logins_;
    redis::RedisSessionCache sessions_{client_};
    const bool limits_requests_;
    redis::RedisRequestRates rates_;
    const bool limits_joins_;
    redis::RedisRequestRates joins_;
    std::unique_ptr<redis::RedisNews> news_;
    bool stopped_ = false;
};

}  // namespace

std::unique_ptr<Hints> make_hints(const ServeOptions& options, EventLoops& loops, Clock& clock,
                                  Random& random, LooksFree looks_free) {
    const std::string url = options.redis_url();
    if (url.empty()) {
        // The embedded store has one node, which has released every lock that it took.
        if (options.dsn().empty()) looks_free = {};
        return std::make_unique<MemoryHints>(clock, std::move(looks_free));
    }
    redis::ClientOptions redis;
    try {
        redis.address = redis::parse_address(url);
    } catch (const redis::BadAddress& error) {
        throw CliError(kUsage, error.what());
    }
    redis.command_max = std::chrono::milliseconds{options.redis_milliseconds};
    return std::make_unique<RedisHints>(std::move(redis), options.limits, options.room_rules().joins,
                                        !options.dsn().empty(), loops, clock, random, std::move(looks_free));
}

}  // namespace fairgate::cli
