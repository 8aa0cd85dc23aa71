#pragma once

#include "base/time.hpp"

#include <array>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fairgate::http {

/// What one client, or all together, may ask of the server. Every limit has a name and a default; 0 of a rate
/// is none.
struct Limits {
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 64 * 1024;
    std::size_t connections_max = 20'000;
    std::size_t connections_per_client_max = 4'096;
    double requests_per_client_per_second = 1'000;
    double request_burst_per_client = 2'000;
    /// From the first byte of a request to its last.
    std::chrono::milliseconds request_read_max = std::chrono::seconds{10};
    std::chrono::milliseconds idle_max = std::chrono::seconds{75};
    std::chrono::milliseconds write_max = std::chrono::seconds{30};
    /// How long a drain waits for requests under way.
    std::chrono::milliseconds drain_max = std::chrono::seconds{10};
};

/// Counts connections and requests by client address. Thread-safe.
class ClientLimits {
  public:
    explicit ClientLimits(const Limits& limits) : limits_(limits) {}

    /// False when the client has as many connections as it may; each success is matched by one
    /// `disconnected`.
    bool connected(const std::string& client, Timestamp now);
    void disconnected(const std::string& client);

    /// Takes one request from the client's bucket. Zero when there was one, else how long until there is.
    std::chrono::milliseconds take_request(const std::string& client, Timestamp now);

  private:
    struct Client {
        std::size_t connections = 0;
        double tokens = 0;
        Timestamp refilled;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Client> clients;
    };

    Shard& shard_of(const std::string& client) {
        return shards_[std::hash<std::string>{}(client) % shards_.size()];
    }

    const Limits& limits_;
    std::array<Shard, 16> shards_;
};

}  // namespace fairgate::http
