#include "http/api.hpp"
#include "http/operations.hpp"
#include "inventory/api.hpp"

#include <boost/beast/http/status.hpp>

#include <algorithm>

namespace fairgate::http {
namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    return result;
}

json::value content(std::string_view media_type, json::value schema) {
    return {{std::string(media_type), {{"schema", std::move(schema)}}}};
}

json::value success_envelope(json::value data) {
    return {{"type", "object"},
            {"required", {"success", "data"}},
            {"properties", {{"success", {{"type", "boolean"}, {"const", true}}}, {"data", std::move(data)}}}};
}

json::object responses(const Operation& operation, SchemaRegistry& registry) {
    json::object all;
    const json::value schema =
        operation.response ? success_envelope(operation.response(registry)) : json::value{{"type", "string"}};
    all.emplace(std::to_string(operation.success_status),
                json::value{{"description", "Success"}, {"content", content(operation.media_type, schema)}});
    for (const int status : operation.failures) {
        const auto reason =
            boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
        all.emplace(
            std::to_string(status),
            json::value{{"description", std::string(reason)},
                        {"content", content("application/json", registry.schema_of<api::Failure>())}});
    }
    // Limits and outages can meet any call.
    all.emplace("default",
                json::value{{"description", "Any other failure"},
                            {"content", content("application/json", registry.schema_of<api::Failure>())}});
    return all;
}

json::array parameters(const Operation& operation) {
    json::array all;
    for (const auto& parameter : operation.parameters) {
        const bool in_path = parameter.place == Parameter::Place::path;
        const bool required = in_path || parameter.name == "eventId";
        all.push_back({{"name", parameter.name},
                       {"in", in_path ? "path" : "query"},
                       {"required", required},
                       {"description", parameter.description},
                       {"schema", parameter.schema}});
    }
    return all;
}

json::object describe_operation(const Operation& operation, SchemaRegistry& registry) {
    json::object described{
        {"operationId", operation.id}, {"tags", json::array{operation.tag}}, {"summary", operation.summary}};
    if (!operation.parameters.empty()) described.emplace("parameters", parameters(operation));
    if (operation.request) {
        described.emplace("requestBody",
                          json::value{{"required", true},
                                      {"content", content("application/json", operation.request(registry))}});
    }
    described.emplace("responses", responses(operation, registry));
    return described;
}

}  // namespace

json::value openapi_document() {
    SchemaRegistry registry;
    json::object paths;
    for (const auto& operation : operations()) {
        auto& item = paths[operation.path];
        if (!item.is_object()) item.emplace_object();
        item.get_object().emplace(lower(boost::beast::http::to_string(operation.verb)),
                                  describe_operation(operation, registry));
    }
    // Sent in the stream, so that no operation's JSON answer names it.
    registry.schema_of<api::AvailabilityChange>();

    json::object schemas;
    for (const auto& [name, schema] : registry.components()) schemas.emplace(name, schema);
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "Fairgate"},
              {"version", "1.0.0"},
              {"summary", "Ticketing for events that everybody wants at the same second"},
              {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
            {"servers", json::array{{{"url", "/"}}}},
            {"paths", paths},
            {"components", {{"schemas", schemas}}}};
}

}  // namespace fairgate::http
