#include "http/limits.hpp"

#include <algorithm>
#include <cmath>

namespace fairgate::http {

bool ClientLimits::connected(const std::string& client, Timestamp now) {
    auto& shard = shard_of(client);
    const std::lock_guard lock(shard.mutex);
    auto [entry, fresh] = shard.clients.try_emplace(client);
    if (fresh) entry->second = {0, limits_.request_burst_per_client, now};
    if (entry->second.connections >= limits_.connections_per_client_max) return false;
    ++entry->second.connections;
    return true;
}

void ClientLimits::disconnected(const std::string& client) {
    auto& shard = shard_of(client);
    const std::lock_guard lock(shard.mutex);
    const auto entry = shard.clients.find(client);
    if (entry == shard.clients.end() || --entry->second.connections > 0) return;
    // A client that has used up its bucket is remembered, or reconnecting would refill it. The map stays
    // bounded: an overfull shard forgets the ones without connections.
    constexpr std::size_t kRememberedMax = 4'096;
    if (entry->second.tokens >= limits_.request_burst_per_client) {
        shard.clients.erase(entry);
    } else if (shard.clients.size() > kRememberedMax) {
        std::erase_if(shard.clients, [](const auto& item) { return item.second.connections == 0; });
    }
}

std::chrono::milliseconds ClientLimits::take_request(const std::string& client, Timestamp now) {
    using namespace std::chrono;
    if (limits_.requests_per_client_per_second <= 0) return 0ms;
    auto& shard = shard_of(client);
    const std::lock_guard lock(shard.mutex);
    auto& entry = shard.clients[client];
    const double elapsed = std::max(0.0, duration<double>(now - entry.refilled).count());
    entry.refilled = now;
    entry.tokens = std::min(limits_.request_burst_per_client,
                            entry.tokens + elapsed * limits_.requests_per_client_per_second);
    if (entry.tokens >= 1) {
        entry.tokens -= 1;
        return 0ms;
    }
    return milliseconds{static_cast<std::int64_t>(
        std::ceil((1 - entry.tokens) / limits_.requests_per_client_per_second * 1000))};
}

}  // namespace fairgate::http
