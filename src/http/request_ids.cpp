#include "http/request_ids.hpp"

#include "base/trace.hpp"

#include <iterator>

namespace fairgate::http {
namespace {

/// The value of a header that came once.
std::string_view only_value(const boost::beast::http::fields& headers, std::string_view name) {
    const auto [first, last] = headers.equal_range(name);
    if (first == last || std::next(first) != last) return {};
    return first->value();
}

}  // namespace

RequestIds ids_of_request(const boost::beast::http::fields& headers, Random& random) {
    const auto given = only_value(headers, "X-Request-Id");
    RequestIds ids;
    ids.id = is_trace(given) ? std::string(given) : new_trace(random);
    const auto trace = trace_of_traceparent(only_value(headers, "traceparent"));
    ids.trace = trace ? std::string(*trace) : ids.id;
    return ids;
}

}  // namespace fairgate::http
