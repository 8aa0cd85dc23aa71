#pragma once

#include "base/random.hpp"
#include "checkout/idempotency_cache.hpp"
#include "support/run_task.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

using IdempotencyCacheFactory = std::function<std::unique_ptr<IdempotencyCache>()>;

/// What every adapter of IdempotencyCache must do; instantiate it with a factory.
class IdempotencyCacheContract : public ::testing::TestWithParam<IdempotencyCacheFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};

    static CachedAnswer answer(std::uint64_t number, std::string response = R"({"a":"Bohème \"1\""})") {
        return {OrderId{number}, SessionId{number + 1}, EventId{number + 2}, HoldId{number + 3},
                std::move(response)};
    }
    std::optional<CachedAnswer> find(const std::string& key, Timestamp now = kNow) {
        return run_task(cache_->find(key, now));
    }
    void put(const std::string& key, CachedAnswer answer, Timestamp now = kNow) {
        run_task([](IdempotencyCache& cache, std::string k, CachedAnswer a, Timestamp t) -> Task<bool> {
            co_await cache.put(std::move(k), std::move(a), t);
            co_return true;
        }(*cache_, key, std::move(answer), now));
    }

    SystemRandom random_;
    /// That nobody else uses: tests share a server.
    std::string key_ = "key {of} \"" + std::to_string(random_.next());
    std::unique_ptr<IdempotencyCache> cache_ = GetParam()();
};

}  // namespace fairgate::testing
