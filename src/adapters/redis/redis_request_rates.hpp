#pragma once

#include "adapters/redis/client.hpp"

namespace fairgate::redis {

/// Buckets of requests that all nodes share, one for each client: keys `rate:HASH`, where the hash is of the
/// client's address, for that is a person's. Redis' clock fills them, and it forgets those that are full.
class RedisRequestRates {
  public:
    /// Every bucket holds `burst` requests and gets `per_second` anew.
    RedisRequestRates(Client& client, double per_second, double burst);

    /// Takes `requests` from the client's bucket, and says what is left: below zero, down to minus the burst,
    /// when the nodes together have let too many through. Empty when Redis does not answer.
    Task<std::optional<double>> take(std::string client, std::uint32_t requests);

  private:
    Client& client_;
    const std::string per_second_;
    const std::string burst_;
    const Script take_;
};

}  // namespace fairgate::redis
