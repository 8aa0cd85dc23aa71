#include "http/response_head.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/chrono.h>

#include <array>
#include <charconv>
#include <ctime>

namespace fairgate::http {
namespace {

constexpr std::string_view kOtherSecurityHeaders =
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(self)\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

/// The Date header changes once a second; formatting it for every answer would cost more than the rest of the
/// head.
std::string_view date_line(Timestamp now) {
    thread_local std::time_t second = -1;
    thread_local std::string line;
    const std::time_t current = now.time_since_epoch().count() / 1000;
    if (current != second) {
        second = current;
        line = fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", fmt::gmtime(current));
    }
    return line;
}

void add(std::string& head, std::string_view name, std::string_view value) {
    if (!value.empty()) head.append(name).append(": ").append(value).append("\r\n");
}

void add_etag(std::string& head, const Response& response) {
    if (response.etag.empty()) return;
    head.append("ETag: \"").append(response.etag);
    if (!response.content_encoding.empty()) head.append(1, kTagOfCoding).append(response.content_encoding);
    head.append("\"\r\nVary: Accept-Encoding\r\n");
}

void append_number(std::string& head, std::size_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    head.append(digits.data(), end);
}

}  // namespace

std::string security_headers(const OutsideOrigins& outside, bool https) {
    const std::string scripts = outside.scripts.empty() ? "" : " " + outside.scripts;
    const std::string calls = outside.calls.empty() ? "" : " " + outside.calls;
    const std::string frames = scripts.empty() ? "" : "frame-src" + scripts + "; ";
    return fmt::format(
        "Content-Security-Policy: default-src 'none'; script-src 'self'{}; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'{}; {}font-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n{}{}",
        scripts, calls, frames, kOtherSecurityHeaders,
        https ? "Strict-Transport-Security: max-age=31536000\r\n" : "");
}

void write_head(std::string& head, const Response& response, std::string_view request_id, Timestamp now,
                bool keep_alive, std::string_view security) {
    const auto reason =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
    head.clear();
    head.append("HTTP/1.1 ");
    append_number(head, static_cast<std::size_t>(response.status));
    head.append(" ").append(reason).append("\r\n");
    head.append(date_line(now));
    if (response.status != 304) add(head, "Content-Type", response.content_type);
    if (!response.stream && response.status != 304) {
        head.append("Content-Length: ");
        append_number(head, response.body_text().size());
        head.append("\r\n");
    }
    if (response.status != 304) add(head, "Content-Encoding", response.content_encoding);
    add(head, "Cache-Control", response.cache_control);
    add_etag(head, response);
    add(head, "Set-Cookie", response.set_cookie);
    add(head, "Set-Cookie", response.set_place_cookie);
    add(head, "Allow", response.allow);
    add(head, "Location", response.location);
    if (response.retry_after_seconds) add(head, "Retry-After", std::to_string(*response.retry_after_seconds));
    add(head, "X-Request-Id", request_id);
    if (!keep_alive) add(head, "Connection", "close");
    // A proxy that gathers a stream before passing it on would make it useless.
    if (response.stream) add(head, "X-Accel-Buffering", "no");
    head.append(security).append("\r\n");
}

}  // namespace fairgate::http
