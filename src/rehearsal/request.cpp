#include "rehearsal/request.hpp"

#include <fmt/format.h>

#include <iterator>

namespace fairgate::rehearsal {

std::string bytes_of(const Request& request, std::string_view authority, std::string_view cookies) {
    std::string bytes;
    const auto out = std::back_inserter(bytes);
    fmt::format_to(out, "{} {} HTTP/1.1\r\nHost: {}\r\n", request.is_post ? "POST" : "GET", request.path,
                   authority);
    if (!cookies.empty()) fmt::format_to(out, "Cookie: {}\r\n", cookies);
    if (request.takes_gzip) bytes += "Accept-Encoding: gzip\r\n";
    if (!request.body.empty()) bytes += "Content-Type: application/json\r\n";
    if (request.is_post) fmt::format_to(out, "Content-Length: {}\r\n", request.body.size());
    bytes += "\r\n";
    bytes += request.body;
    return bytes;
}

}  // namespace fairgate::rehearsal
