#include "http/tiers.hpp"

#include <algorithm>
#include <array>

namespace fairgate::http {
namespace {

constexpr std::array<std::string_view, 8> kFinishing = {
    "/api/checkout", "/api/webhooks/", "/api/seats/release", "/api/reservations/", "/api/admin/", "/healthz",
    "/readyz",       "/metrics"};

}  // namespace

Tier tier_of(Verb verb, std::string_view path) {
    const auto covers = [path](std::string_view start) { return path.starts_with(start); };
    if (std::ranges::any_of(kFinishing, covers)) return Tier::finishing;
    if (verb == Verb::post && covers("/api/seats/")) return Tier::reserving;
    if (covers("/api/queue/")) return Tier::queueing;
    return Tier::browsing;
}

}  // namespace fairgate::http
