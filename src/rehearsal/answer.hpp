#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairgate::rehearsal {

/// Why there is no answer.
enum class Loss : std::uint8_t { none, no_connection, broken, timed_out, nonsense };

/// What came back for one request.
struct Answer {
    Loss loss = Loss::none;
    /// 0 when it was lost.
    unsigned status = 0;
    std::string body;
    bool is_gzip = false;
    /// "name=value" of each cookie that was set.
    std::vector<std::string> cookies;
    std::optional<std::chrono::seconds> retry_after;

    bool is_success() const { return status >= 200 && status < 300; }
};

}  // namespace fairgate::rehearsal
