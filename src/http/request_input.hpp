#pragma once

#include "base/json.hpp"
#include "http/message.hpp"

namespace fairgate::http {

/// The failure for a body that is not what the call takes.
HttpFailure bad_body(const JsonError& error);

/// Reads the request's JSON body. Throws HttpFailure 400 with the path and the reason.
template <class T>
T read_body(const Request& request) {
    auto read = from_json_text<T>(request.body);
    if (!read) throw bad_body(read.error());
    return std::move(*read);
}

/// For a call that takes nothing: no body, or an empty object. Throws HttpFailure 400 as read_body does.
void expect_no_body(const Request& request);

/// The id at the route's first placeholder. Throws HttpFailure 404 when no id looks like that: it names
/// nothing.
template <class IdType>
IdType id_in_path(const Request& request) {
    const auto id = IdType::parse(request.path_values.front());
    if (!id) throw HttpFailure(404, "not_found", "There is nothing at this address.");
    return *id;
}

/// `limit` of a list, 1 to `max`. Throws HttpFailure 400.
std::uint32_t read_limit(const Request& request, std::uint32_t standard, std::uint32_t max);

/// A whole number of a query parameter. Throws HttpFailure 400.
std::optional<std::int64_t> read_number(const Request& request, std::string_view name);

/// An RFC 3339 time or a date of a query parameter. Throws HttpFailure 400.
std::optional<Timestamp> read_time(const Request& request, std::string_view name);

/// The end of a span, as a person means it: as read_time, but of a bare date the end of that day in UTC.
std::optional<Timestamp> read_end_time(const Request& request, std::string_view name);

/// The failure for query parameter `name`.
HttpFailure bad_parameter(std::string_view name, std::string_view reason);

}  // namespace fairgate::http
