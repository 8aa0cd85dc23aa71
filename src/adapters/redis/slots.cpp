#include "adapters/redis/slots.hpp"

#include <algorithm>
#include <charconv>

namespace fairgate::redis {
namespace {

/// CRC-16/XMODEM, as the specification of Redis Cluster wants it.
std::uint16_t crc16(std::string_view text) {
    constexpr std::uint32_t kPolynomial = 0x1021;
    std::uint32_t crc = 0;
    for (const char c : text) {
        crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8;
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? (crc << 1) ^ kPolynomial : crc << 1;
    }
    return static_cast<std::uint16_t>(crc);
}

std::optional<std::uint16_t> add_master(SlotMap& map, const Reply& node, const Endpoint& asked) {
    if (node.items.size() < 2 || node.items[1].integer <= 0 || node.items[1].integer > UINT16_MAX) return {};
    Endpoint master{.host = node.items[0].text, .port = static_cast<unsigned short>(node.items[1].integer)};
    if (master.host.empty() || master.host == "?") master.host = asked.host;
    const auto known = std::ranges::find(map.masters, master);
    const auto index = known - map.masters.begin();
    if (known == map.masters.end()) map.masters.push_back(std::move(master));
    return static_cast<std::uint16_t>(index);
}

}  // namespace

std::uint32_t slot_of(std::string_view key) {
    const auto open = key.find('{');
    if (open != std::string_view::npos) {
        const auto close = key.find('}', open + 1);
        if (close != std::string_view::npos && close > open + 1) key = key.substr(open + 1, close - open - 1);
    }
    return crc16(key) % kSlots;
}

std::optional<SlotMap> SlotMap::of(const Reply& reply, const Endpoint& asked) {
    if (reply.kind != Reply::Kind::list) return std::nullopt;
    SlotMap map;
    map.owner.fill(kNobody);
    for (const auto& range : reply.items) {
        if (range.items.size() < 3) return std::nullopt;
        const auto first = range.items[0].integer;
        const auto last = range.items[1].integer;
        const auto master = add_master(map, range.items[2], asked);
        if (!master || first < 0 || last < first || last >= kSlots) return std::nullopt;
        std::fill(map.owner.begin() + first, map.owner.begin() + last + 1, *master);
    }
    return map;
}

std::optional<Endpoint> endpoint_in(const std::string& redirection, const Endpoint& asked) {
    const auto space = redirection.rfind(' ');
    const auto colon = redirection.rfind(':');
    if (space == std::string::npos || colon == std::string::npos || colon < space) return std::nullopt;
    Endpoint endpoint{.host = redirection.substr(space + 1, colon - space - 1)};
    const char* end = redirection.data() + redirection.size();
    const auto [parsed, error] = std::from_chars(redirection.data() + colon + 1, end, endpoint.port);
    if (error != std::errc{} || parsed != end) return std::nullopt;
    if (endpoint.host.empty() || endpoint.host == "?") endpoint.host = asked.host;
    return endpoint;
}

}  // namespace fairgate::redis
