#include "waitingroom/entry_index.hpp"

namespace fairgate {

std::size_t EntryIndex::slot_of(SessionId session, const std::vector<SessionId>& sessions) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = (session.value * 0x9E3779B97F4A7C15ULL >> 20) & mask;
    while (slots_[slot] != kFree && sessions[slots_[slot]] != session) slot = (slot + 1) & mask;
    return slot;
}

std::optional<std::uint32_t> EntryIndex::find(SessionId session,
                                              const std::vector<SessionId>& sessions) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t entry = slots_[slot_of(session, sessions)];
    if (entry == kFree) return std::nullopt;
    return entry;
}

void EntryIndex::insert(std::uint32_t entry, const std::vector<SessionId>& sessions) {
    if ((used_ + 1) * 4 > slots_.size() * 3) grow(sessions);
    auto& slot = slots_[slot_of(sessions[entry], sessions)];
    if (slot == kFree) ++used_;
    if (slot == kFree || slot < entry) slot = entry;
}

void EntryIndex::grow(const std::vector<SessionId>& sessions) {
    constexpr std::size_t kSlotsMin = 64;
    const auto old = std::move(slots_);
    slots_.assign(old.empty() ? kSlotsMin : old.size() * 2, kFree);
    for (const std::uint32_t entry : old) {
        if (entry != kFree) slots_[slot_of(sessions[entry], sessions)] = entry;
    }
}

}  // namespace fairgate
