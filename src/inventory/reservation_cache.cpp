#include "inventory/reservation_cache.hpp"

#include "base/assert.hpp"

#include <utility>

namespace fairgate {

ReservationCache::Claim::Claim(Claim&& other) noexcept
    : cache_(std::exchange(other.cache_, nullptr)),
      event_(other.event_),
      session_(other.session_),
      id_(other.id_),
      hold_(std::move(other.hold_)) {}

ReservationCache::Claim::~Claim() {
    if (cache_) cache_->end_claim(event_, session_);
}

ReservationCache::Claim ReservationCache::claim(EventId event, SessionId session, HoldId fresh,
                                                Timestamp now) {
    const Key key{event, session};
    auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    auto& entry = shard.entries[key];
    if (entry.hold && entry.hold->expires_at <= now) {
        entry.hold.reset();
        // The ended hold's id stays dead: seats taken from now on belong to another one.
        entry.id = {};
    }
    if (entry.hold) entry.id = entry.hold->id;
    if (!entry.id) entry.id = fresh;
    ++entry.claims;
    return Claim(*this, event, session, entry.id, entry.hold);
}

void ReservationCache::put(const Hold& hold) {
    const Key key{hold.event, hold.session};
    auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    auto& entry = shard.entries[key];
    entry.hold = hold;
    entry.id = hold.id;
}

void ReservationCache::erase(EventId event, SessionId session) {
    const Key key{event, session};
    auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto entry = shard.entries.find(key);
    if (entry == shard.entries.end()) return;
    entry->second.hold.reset();
    entry->second.id = {};
    if (entry->second.claims == 0) shard.entries.erase(entry);
}

void ReservationCache::erase_hold(EventId event, SessionId session, HoldId id) {
    const Key key{event, session};
    auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto entry = shard.entries.find(key);
    if (entry == shard.entries.end() || !entry->second.hold || entry->second.hold->id != id) return;
    entry->second.hold.reset();
    entry->second.id = {};
    if (entry->second.claims == 0) shard.entries.erase(entry);
}

std::optional<Hold> ReservationCache::find(EventId event, SessionId session, Timestamp now) const {
    const Key key{event, session};
    const auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto entry = shard.entries.find(key);
    if (entry == shard.entries.end() || !entry->second.hold) return std::nullopt;
    if (entry->second.hold->expires_at <= now) return std::nullopt;
    return entry->second.hold;
}

void ReservationCache::purge(Timestamp now) {
    for (auto& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        std::erase_if(shard.entries, [now](const auto& item) {
            const Entry& entry = item.second;
            return entry.claims == 0 && (!entry.hold || entry.hold->expires_at <= now);
        });
    }
}

std::size_t ReservationCache::size() const {
    std::size_t count = 0;
    for (const auto& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        count += shard.entries.size();
    }
    return count;
}

void ReservationCache::end_claim(EventId event, SessionId session) {
    const Key key{event, session};
    auto& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto entry = shard.entries.find(key);
    FAIRGATE_ASSERT(entry != shard.entries.end() && entry->second.claims > 0);
    if (--entry->second.claims == 0 && !entry->second.hold) shard.entries.erase(entry);
}

}  // namespace fairgate
