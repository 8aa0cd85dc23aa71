#pragma once

#include "http/message.hpp"

#include <string>

namespace fairgate::http {

/// Origins beside our own that pages of this installation need; empty for none.
struct OutsideOrigins {
    /// Whose scripts run and whose frames are shown.
    std::string scripts;
    /// Where scripts may call.
    std::string calls;
};

/// Headers that keep browsers from whatever is neither ours nor from `outside`, and with `https` from plain
/// HTTP for a year.
std::string security_headers(const OutsideOrigins& outside, bool https);

/// Writes status line and headers of `response` into `head`, which is cleared first: those every answer has
/// (`security`, date, request id) and those this one asks for. `content_length` is left out for streams.
void write_head(std::string& head, const Response& response, std::string_view request_id, Timestamp now,
                bool keep_alive, std::string_view security);

}  // namespace fairgate::http
