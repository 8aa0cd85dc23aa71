#include "waitingroom/room.hpp"

#include "base/assert.hpp"

#include <numeric>

namespace fairgate {
namespace {

bool is_active(EntryState state) {
    return state == EntryState::turn || state == EntryState::shopping;
}

}  // namespace

DrawnOrder::DrawnOrder(std::vector<std::uint32_t> entries, std::uint32_t first_later)
    : entries_(std::move(entries)),
      ranks_(first_later, kNoRank),
      first_later_(first_later),
      ahead_(static_cast<std::uint32_t>(entries_.size())) {
    for (std::uint32_t rank = 0; rank < entries_.size(); ++rank) {
        FAIRGATE_ASSERT(entries_[rank] < first_later);
        ranks_[entries_[rank]] = rank;
    }
}

void Room::add(std::uint32_t entry, SessionId session, EntryState state, Timestamp until) {
    if (entry < states_.size() && states_[entry] != kUnknown) return;
    if (entry >= states_.size()) {
        states_.resize(entry + 1, kUnknown);
        sessions_.resize(entry + 1);
    }
    states_[entry] = static_cast<std::uint8_t>(state);
    sessions_[entry] = session;
    index_.insert(entry, sessions_);
    ++counts_[static_cast<std::size_t>(state)];
    if (is_active(state)) set_end(entry, state, until);
    if (!drawn() || entry < *first_later_) return;
    const std::uint32_t rank = *rank_of(entry);
    while (ahead_.size() <= rank) ahead_.push_back(true);
    if (state != EntryState::waiting) ahead_.clear(rank);
}

void Room::draw(DrawnOrder order) {
    FAIRGATE_ASSERT(!drawn());
    first_later_ = order.first_later_;
    order_ = std::move(order.entries_);
    ranks_ = std::move(order.ranks_);
    ahead_ = std::move(order.ahead_);
    for (std::uint32_t entry = 0; entry < *first_later_; ++entry) {
        if (ranks_[entry] == DrawnOrder::kNoRank) continue;
        const auto known = state(entry);
        FAIRGATE_ASSERT(known);
        if (*known != EntryState::waiting) ahead_.clear(ranks_[entry]);
    }
    // Who came after the draw was stored and became known before its order.
    for (std::uint32_t entry = *first_later_; entry < states_.size(); ++entry) {
        const auto known = state(entry);
        ahead_.push_back(!known || *known == EntryState::waiting);
    }
}

std::optional<std::uint32_t> Room::find(SessionId session) const {
    const auto entry = index_.find(session, sessions_);
    if (!entry || states_[*entry] > static_cast<std::uint8_t>(EntryState::shopping)) return std::nullopt;
    return entry;
}

bool Room::belongs_to(std::uint32_t entry, SessionId session) const {
    return state(entry).has_value() && sessions_[entry] == session;
}

std::optional<EntryState> Room::state(std::uint32_t entry) const {
    if (entry >= states_.size() || states_[entry] == kUnknown) return std::nullopt;
    return static_cast<EntryState>(states_[entry]);
}

std::optional<Timestamp> Room::until(std::uint32_t entry) const {
    const auto found = active_.find(entry);
    if (found == active_.end()) return std::nullopt;
    return found->second.until;
}

std::optional<std::uint32_t> Room::rank_of(std::uint32_t entry) const {
    if (!drawn()) return std::nullopt;
    if (entry >= *first_later_) return static_cast<std::uint32_t>(order_.size()) + (entry - *first_later_);
    if (ranks_[entry] == DrawnOrder::kNoRank) return std::nullopt;
    return ranks_[entry];
}

std::uint32_t Room::entry_at(std::uint32_t rank) const {
    if (rank < order_.size()) return order_[rank];
    return *first_later_ + (rank - static_cast<std::uint32_t>(order_.size()));
}

std::uint32_t Room::position(std::uint32_t entry) const {
    if (state(entry) != EntryState::waiting) return 0;
    const auto rank = rank_of(entry);
    return rank ? ahead_.before(*rank) + 1 : 0;
}

std::vector<std::uint32_t> Room::next(std::uint32_t count) {
    std::vector<std::uint32_t> entries;
    if (!drawn()) return entries;
    const auto waits = [this](std::uint32_t rank) { return state(entry_at(rank)) == EntryState::waiting; };
    const auto is_known = [this](std::uint32_t rank) { return state(entry_at(rank)).has_value(); };
    while (head_ < ahead_.size() && is_known(head_) && !waits(head_)) ++head_;
    for (auto rank = head_; rank < ahead_.size() && entries.size() < count && is_known(rank); ++rank) {
        if (waits(rank)) entries.push_back(entry_at(rank));
    }
    return entries;
}

bool Room::advance(std::uint32_t entry, EntryState to, Timestamp until) {
    const auto from = state(entry);
    // An end is final, whichever it was.
    if (!from || *from > EntryState::shopping || to <= *from) return false;
    --counts_[static_cast<std::size_t>(*from)];
    ++counts_[static_cast<std::size_t>(to)];
    states_[entry] = static_cast<std::uint8_t>(to);
    if (*from == EntryState::waiting) {
        const auto rank = rank_of(entry);
        if (rank) ahead_.clear(*rank);
    }
    set_end(entry, to, until);
    return true;
}

void Room::set_end(std::uint32_t entry, EntryState state, Timestamp until) {
    const auto found = active_.find(entry);
    if (found != active_.end()) {
        ends_.erase(found->second.end);
        active_.erase(found);
    }
    if (is_active(state)) active_.emplace(entry, Active{until, ends_.emplace(until, entry)});
}

std::optional<Timestamp> Room::next_end() const {
    if (ends_.empty()) return std::nullopt;
    return ends_.begin()->first;
}

std::uint32_t Room::due(Timestamp now) const {
    return static_cast<std::uint32_t>(std::distance(ends_.begin(), ends_.upper_bound(now)));
}

std::uint32_t Room::joined() const {
    return std::accumulate(counts_.begin(), counts_.end(), 0U);
}

std::size_t Room::memory_bytes() const {
    return sessions_.capacity() * sizeof(SessionId) + states_.capacity() + index_.memory_bytes() +
           (order_.capacity() + ranks_.capacity()) * sizeof(std::uint32_t) + ahead_.memory_bytes();
}

}  // namespace fairgate
