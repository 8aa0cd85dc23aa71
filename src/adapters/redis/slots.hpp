#pragma once

#include "adapters/redis/address.hpp"
#include "adapters/redis/reply.hpp"

#include <array>
#include <optional>

namespace fairgate::redis {

inline constexpr std::uint32_t kSlots = 16'384;

/// The slot of a cluster that `key` lives in: that of what stands between its first braces, else of all of
/// it.
std::uint32_t slot_of(std::string_view key);

/// Who has which slots of a cluster, as CLUSTER SLOTS tells. Slots that nobody has are empty.
struct SlotMap {
    std::vector<Endpoint> masters;
    /// Index into `masters`, or kNobody.
    static constexpr std::uint16_t kNobody = UINT16_MAX;
    std::array<std::uint16_t, kSlots> owner;

    /// `asked` is who said so: a server that knows no address of its own leaves it out. Empty when the answer
    /// makes no sense.
    static std::optional<SlotMap> of(const Reply& reply, const Endpoint& asked);
};

/// What the error MOVED or ASK says about where to go: "MOVED 3999 127.0.0.1:6381".
std::optional<Endpoint> endpoint_in(const std::string& redirection, const Endpoint& asked);

}  // namespace fairgate::redis
