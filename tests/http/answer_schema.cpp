#include "http/answer_schema.hpp"

#include "http/operations.hpp"
#include "http/router.hpp"

#include <boost/beast/http/verb.hpp>
#include <boost/json.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace fairgate::testing {
namespace {

const json::value& document() {
    static const json::value parsed = http::openapi_document();
    return parsed;
}

const json::value* described_answer(std::string_view method, std::string_view path, int status) {
    static const http::Router router = [] {
        http::Router all;
        for (const auto& operation : http::operations())
            all.add({operation.verb, std::string(operation.path), nullptr});
        return all;
    }();
    const auto match = router.find(boost::beast::http::string_to_verb(method), path);
    if (!match.route) return nullptr;
    std::string verb(method);
    for (auto& c : verb) c = static_cast<char>(std::tolower(c));
    const auto& answers = document().at("paths").at(match.route->path).at(verb).at("responses").as_object();
    const auto* answer = answers.if_contains(std::to_string(status));
    return answer ? answer : &answers.at("default");
}

/// The schema with the document's components beside it, so that its references lead somewhere.
json::value self_contained(const json::value& schema) {
    json::object root = schema.as_object();
    root["components"] = document().at("components");
    return root;
}

}  // namespace

std::string check_answer(std::string_view method, std::string_view path, int status, std::string_view body) {
    const auto* answer = described_answer(method, path, status);
    if (!answer) return {};
    const auto* content = answer->at("content").as_object().if_contains("application/json");
    if (!content) return {};
    const json::value root = self_contained(content->at("schema"));
    valijson::Schema schema;
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(root), schema);
    boost::system::error_code error;
    const json::value target = json::parse(json::string_view(body), error);
    if (error) return "the body is not JSON: " + error.message();
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema, valijson::adapters::BoostJsonAdapter(target), &results)) return {};
    std::string complaint =
        std::string(method) + " " + std::string(path) + " " + std::to_string(status) + ":";
    for (const auto& result : results) {
        for (const auto& part : result.context) complaint += part;
        complaint += " " + result.description + ";";
    }
    return complaint;
}

}  // namespace fairgate::testing
