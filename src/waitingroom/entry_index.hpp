#pragma once

#include "base/id.hpp"

#include <vector>

namespace fairgate {

/// Finds the latest entry of a session among sessions that are kept elsewhere: a table of entry numbers with
/// open addressing, four bytes a slot and at most three quarters full.
class EntryIndex {
  public:
    /// The latest entry that was inserted for the session.
    std::optional<std::uint32_t> find(SessionId session, const std::vector<SessionId>& sessions) const;

    /// `sessions[entry]` is set already. Replaces an entry of the same session if its number is lower.
    void insert(std::uint32_t entry, const std::vector<SessionId>& sessions);

    std::size_t memory_bytes() const { return slots_.capacity() * sizeof(std::uint32_t); }

  private:
    static constexpr std::uint32_t kFree = UINT32_MAX;

    std::size_t slot_of(SessionId session, const std::vector<SessionId>& sessions) const;
    void grow(const std::vector<SessionId>& sessions);

    std::vector<std::uint32_t> slots_;
    std::size_t used_ = 0;
};

}  // namespace fairgate
