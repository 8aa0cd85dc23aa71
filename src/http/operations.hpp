#pragma once

#include "base/json_schema.hpp"

#include <boost/beast/http/verb.hpp>

#include <string_view>
#include <vector>

namespace fairgate::http {

using Verb = boost::beast::http::verb;

/// A value in the path or the query string of an operation.
struct Parameter {
    enum class Place { path, query };

    std::string_view name;
    Place place = Place::query;
    std::string_view description;
    json::value schema;
};

/// One call of the API as OpenAPI describes it. `path` has its parameters in braces and starts with /api.
struct Operation {
    using SchemaOf = json::value (*)(SchemaRegistry&);

    std::string_view id;
    Verb verb = Verb::get;
    std::string_view path;
    std::string_view tag;
    std::string_view summary;
    std::vector<Parameter> parameters;
    /// Null when the call has no body.
    SchemaOf request = nullptr;
    /// What `data` holds; null when the answer is not JSON.
    SchemaOf response = nullptr;
    std::string_view media_type = "application/json";
    int success_status = 200;
    std::vector<int> failures;
};

/// Every call of the API, in the order in which the document shows them.
const std::vector<Operation>& operations();

/// The OpenAPI 3.1 document of `operations()`.
json::value openapi_document();

}  // namespace fairgate::http
