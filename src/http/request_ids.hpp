#pragma once

#include "base/random.hpp"

#include <boost/beast/http/fields.hpp>

#include <string>

namespace fairgate::http {

/// What a request is called in logs: `id` is its own, `trace` that of everything it sets off (see
/// base/trace.hpp).
struct RequestIds {
    std::string id;
    std::string trace;
};

/// The id is the X-Request-Id header, the trace that of the `traceparent` header or else the id. A header
/// that is not valid, or a `traceparent` that came twice, counts as not sent; without an id a new one is
/// made.
RequestIds ids_of_request(const boost::beast::http::fields& headers, Random& random);

}  // namespace fairgate::http
