#include "http/operator_handlers.hpp"

#include "http/operations.hpp"

namespace fairgate::http {

OperatorHandlers::OperatorHandlers(Metrics& metrics, ReadinessCheck readiness, api::Config config)
    : metrics_(metrics),
      readiness_(std::move(readiness)),
      config_(to_json_text(config)),
      openapi_(std::make_shared<const std::string>(json::serialize(openapi_document()))) {}

void OperatorHandlers::add_to(Router& router) {
    router.add({Verb::get, "/healthz", [this](Request& r) { return health(r); }, false});
    router.add({Verb::get, "/readyz", [this](Request& r) { return readiness(r); }, false});
    router.add({Verb::get, "/metrics", [this](Request& r) { return metrics(r); }, false});
    router.add({Verb::get, "/api/config", [this](Request& r) { return config(r); }, false});
    router.add({Verb::get, "/api/openapi.json", [this](Request& r) { return openapi(r); }, false});
}

Task<Response> OperatorHandlers::health(Request&) {
    co_return success(R"({"status":"ok"})");
}

Task<Response> OperatorHandlers::readiness(Request&) {
    const Readiness readiness = co_await readiness_();
    if (!readiness.trouble.empty()) co_return failure(503, "not_ready", readiness.trouble);
    if (readiness.degraded.empty()) co_return success(R"({"status":"ready"})");
    co_return success(json::serialize(
        json::object{{"status", "ready"}, {"degraded", json::value_from(readiness.degraded)}}));
}

Task<Response> OperatorHandlers::metrics(Request&) {
    Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics_.text();
    co_return response;
}

Task<Response> OperatorHandlers::config(Request&) {
    co_return success(config_);
}

Task<Response> OperatorHandlers::openapi(Request&) {
    Response response;
    response.body = openapi_;
    response.cache_control = "no-cache";
    co_return response;
}

}  // namespace fairgate::http
