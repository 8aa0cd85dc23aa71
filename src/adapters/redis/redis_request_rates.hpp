#pragma once

#include "adapters/redis/client.hpp"

namespace fairgate::redis {

/// Buckets of requests that all nodes share, one for each client: keys `KIND:HASH`, where the hash is of the
/// client's address, for that is a person's. Redis' clock fills them, and it forgets those that are full.
class RedisRequestRates {
  public:
    /// What becomes of requests for which a bucket has no room.
    enum class Beyond {
        /// They were made already: they are taken all the same, down to minus the burst.
        owed,
        /// They are refused, so nothing is taken for them.
        refused,
    };

    /// Every bucket holds `burst` requests and gets `per_second` anew, which is more than none.
    RedisRequestRates(Client& client, std::string kind, double per_second, double burst, Beyond beyond);

    /// Takes `requests` from the client's bucket, and says what is left: below zero when it had not as many.
    /// Empty when Redis does not answer.
    Task<std::optional<double>> take(std::string client, std::uint32_t requests);

  private:
    Client& client_;
    const std::string kind_;
    const std::string per_second_;
    const std::string burst_;
    const std::string beyond_;
    const Script take_;
};

}  // namespace fairgate::redis
