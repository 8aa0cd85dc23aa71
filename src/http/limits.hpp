#pragma once

#include "base/task.hpp"
#include "base/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fairgate::http {

/// What one client, or all together, may ask of the server. Every limit has a name and a default; 0 of a rate
/// is none.
struct Limits {
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 64 * 1024;
    std::size_t connections_max = 40'000;
    std::size_t connections_per_client_max = 4'096;
    double requests_per_client_per_second = 1'000;
    double request_burst_per_client = 2'000;
    /// From the first byte of a request to its last.
    std::chrono::milliseconds request_read_max = std::chrono::seconds{10};
    std::chrono::milliseconds idle_max = std::chrono::seconds{75};
    std::chrono::milliseconds write_max = std::chrono::seconds{30};
    /// A stream that has nothing to say shows that it lives this often, and learns whether its reader does.
    std::chrono::milliseconds stream_quiet_max = std::chrono::seconds{15};
    /// How long a drain waits for requests under way.
    std::chrono::milliseconds drain_max = std::chrono::seconds{10};
};

/// Takes requests that a client has made from a bucket that all nodes share, and says what that has left,
/// which may be less than nothing. Empty when nobody can say. Throws nothing but cancellation.
using ShareRequests = std::function<Task<std::optional<double>>(std::string client, std::uint32_t requests)>;

/// What becomes of one request.
struct Admission {
    /// Zero when it may go on, else how long until it may.
    std::chrono::milliseconds wait{0};
    /// So many requests of the client are to be shared with other nodes now: say what came of it to `shared`.
    std::uint32_t to_share = 0;
};

/// Counts connections and requests by client address. Thread-safe.
///
/// Nodes may share the counting of requests. Each has a bucket of its own for a client; when it has taken a
/// part (kShareParts) of the burst out of it, it takes as much from the shared bucket and goes on with what
/// is left there. No request waits for that. So in any t seconds all nodes together let through at most burst
/// + rate * t and, for each node, that part of the burst and what comes during one answer of the shared
/// bucket. While nobody answers each counts for itself.
class ClientLimits {
  public:
    /// A node shares after each such part of the burst.
    static constexpr double kShareParts = 16;
    /// Clients without a connection that a shard remembers.
    static constexpr std::size_t kRememberedMax = 4'096;

    explicit ClientLimits(const Limits& limits, bool shares = false) : limits_(limits), shares_(shares) {}

    /// False when the client has as many connections as it may; each success is matched by one
    /// `disconnected`.
    bool connected(const std::string& client, Timestamp now);
    void disconnected(const std::string& client);

    /// Takes one request from the client's bucket.
    Admission take_request(const std::string& client, Timestamp now);

    /// What the shared bucket has left after taking Admission::to_share.
    void shared(const std::string& client, std::optional<double> left, Timestamp now);

    /// Clients known at present.
    std::size_t remembered();

  private:
    struct Client {
        std::size_t connections = 0;
        double tokens = 0;
        Timestamp refilled;
        /// Requests that other nodes do not know of.
        std::uint32_t unshared = 0;
        bool sharing = false;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Client> clients;
    };

    Shard& shard_of(const std::string& client) {
        return shards_[std::hash<std::string>{}(client) % shards_.size()];
    }

    double tokens_at(const Client& client, Timestamp now) const;
    void refill(Client& client, Timestamp now) const;
    std::uint32_t to_share(Client& client) const;
    void make_room(Shard& shard, const std::string& client, Timestamp now) const;

    const Limits& limits_;
    const bool shares_;
    std::array<Shard, 16> shards_;
};

}  // namespace fairgate::http
