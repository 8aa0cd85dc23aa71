#pragma once

#include "http/message.hpp"

#include <string>

namespace fairgate::http {

/// Writes status line and headers of `response` into `head`, which is cleared first: those every answer has
/// (security, date, request id) and those this one asks for. `content_length` is left out for streams.
void write_head(std::string& head, const Response& response, std::string_view request_id, Timestamp now,
                bool keep_alive);

}  // namespace fairgate::http
