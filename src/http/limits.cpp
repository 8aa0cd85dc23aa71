#include "http/limits.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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
    // A client that has used up its bucket is remembered, or reconnecting would refill it.
    if (entry->second.tokens >= limits_.request_burst_per_client) {
        shard.clients.erase(entry);
    } else if (shard.clients.size() > kRememberedMax) {
        std::erase_if(shard.clients, [](const auto& item) { return item.second.connections == 0; });
    }
}

double ClientLimits::tokens_at(const Client& client, Timestamp now) const {
    const double elapsed = std::max(0.0, std::chrono::duration<double>(now - client.refilled).count());
    return std::min(limits_.request_burst_per_client,
                    client.tokens + elapsed * limits_.requests_per_client_per_second);
}

void ClientLimits::refill(Client& client, Timestamp now) const {
    client.tokens = tokens_at(client, now);
    client.refilled = now;
}

/// Clients that a proxy names have no connections of their own, so nothing else forgets them.
void ClientLimits::make_room(Shard& shard, const std::string& client, Timestamp now) const {
    if (shard.clients.size() <= kRememberedMax || shard.clients.contains(client)) return;
    std::erase_if(shard.clients, [&](const auto& item) {
        return item.second.connections == 0 &&
               tokens_at(item.second, now) >= limits_.request_burst_per_client;
    });
    // All of them are busy: forgetting is kinder than refusing.
    if (shard.clients.size() <= kRememberedMax) return;
    std::erase_if(shard.clients, [](const auto& item) { return item.second.connections == 0; });
}

Admission ClientLimits::take_request(const std::string& client, Timestamp now) {
    if (limits_.requests_per_client_per_second <= 0) return {};
    auto& shard = shard_of(client);
    const std::lock_guard lock(shard.mutex);
    make_room(shard, client, now);
    auto& entry = shard.clients[client];
    refill(entry, now);
    if (entry.tokens >= 1) {
        entry.tokens -= 1;
        return {.to_share = to_share(entry)};
    }
    return {.wait = std::chrono::milliseconds{static_cast<std::int64_t>(
                std::ceil((1 - entry.tokens) / limits_.requests_per_client_per_second * 1000))}};
}

std::uint32_t ClientLimits::to_share(Client& client) const {
    if (!shares_) return 0;
    ++client.unshared;
    if (client.sharing || client.unshared < limits_.request_burst_per_client / kShareParts) return 0;
    client.sharing = true;
    return std::exchange(client.unshared, 0);
}

void ClientLimits::shared(const std::string& client, std::optional<double> left, Timestamp now) {
    auto& shard = shard_of(client);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.clients.find(client);
    if (found == shard.clients.end()) return;
    Client& entry = found->second;
    entry.sharing = false;
    if (!left) return;
    refill(entry, now);
    entry.tokens = std::min(entry.tokens, *left - entry.unshared);
}

std::size_t ClientLimits::remembered() {
    std::size_t count = 0;
    for (auto& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        count += shard.clients.size();
    }
    return count;
}

}  // namespace fairgate::http
