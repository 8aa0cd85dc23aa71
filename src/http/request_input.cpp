#include "http/request_input.hpp"

#include <fmt/format.h>

#include <charconv>

namespace fairgate::http {
namespace {

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

}  // namespace

void expect_no_body(const Request& request) {
    if (!request.body.empty()) read_body<Nothing>(request);
}

HttpFailure bad_body(const JsonError& error) {
    const json::value details{{"path", error.path}, {"reason", error.reason}};
    return HttpFailure(400, "bad_request", fmt::format("{} {}.", error.path, error.reason),
                       json::serialize(details));
}

HttpFailure bad_parameter(std::string_view name, std::string_view reason) {
    const json::value details{{"parameter", name}, {"reason", reason}};
    return HttpFailure(400, "bad_parameter", fmt::format("The parameter {} {}.", name, reason),
                       json::serialize(details));
}

std::optional<std::int64_t> read_number(const Request& request, std::string_view name) {
    const auto text = request.query(name);
    if (!text || text->empty()) return std::nullopt;
    std::int64_t number = 0;
    const char* end = text->data() + text->size();
    const auto [parsed, error] = std::from_chars(text->data(), end, number);
    if (error != std::errc{} || parsed != end) throw bad_parameter(name, "must be a whole number");
    return number;
}

std::uint32_t read_limit(const Request& request, std::uint32_t standard, std::uint32_t max) {
    const auto limit = read_number(request, "limit");
    if (!limit) return standard;
    if (*limit < 1 || *limit > max) throw bad_parameter("limit", fmt::format("must be from 1 to {}", max));
    return static_cast<std::uint32_t>(*limit);
}

std::optional<Timestamp> read_time(const Request& request, std::string_view name) {
    const auto text = request.query(name);
    if (!text || text->empty()) return std::nullopt;
    const auto time = from_rfc3339(*text);
    if (!time) throw bad_parameter(name, "must be a date or an RFC 3339 time");
    return time;
}

std::optional<Timestamp> read_end_time(const Request& request, std::string_view name) {
    constexpr std::size_t kBareDate = std::string_view("2026-11-23").size();
    auto time = read_time(request, name);
    if (time && request.query(name)->size() == kBareDate) *time += std::chrono::days{1};
    return time;
}

}  // namespace fairgate::http
