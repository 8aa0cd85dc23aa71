#include "adapters/redis/redis_seat_locks.hpp"

#include "contract/inventory/seat_locks_contract.hpp"
#include "support/redis_server.hpp"

namespace fairgate::testing {
namespace {

/// Locks with the client that they need.
class Locks final : public SeatLocks {
  public:
    explicit Locks(RedisServer::Kind kind) : house_(RedisServer::shared(kind).url()) {}

    Task<LockResult> acquire(EventId event, std::vector<SeatIndex> seats, LockOwner owner, Timestamp now,
                             Timestamp expires_at) override {
        return locks_.acquire(event, std::move(seats), owner, now, expires_at);
    }
    Task<void> release(EventId event, std::vector<SeatIndex> seats, HoldId hold) override {
        return locks_.release(event, std::move(seats), hold);
    }

  private:
    RedisHouse house_;
    redis::RedisSeatLocks locks_{house_.client(), [](EventId, SeatIndex) { return false; }};
};

const SeatLocksFactory kSingle = [] { return std::make_unique<Locks>(RedisServer::Kind::single); };
const SeatLocksFactory kCluster = [] { return std::make_unique<Locks>(RedisServer::Kind::cluster); };
INSTANTIATE_TEST_SUITE_P(Redis, SeatLocksContract, ::testing::Values(kSingle));
INSTANTIATE_TEST_SUITE_P(RedisCluster, SeatLocksContract, ::testing::Values(kCluster));

}  // namespace
}  // namespace fairgate::testing
