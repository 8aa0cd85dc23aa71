#include "http/operator_handlers.hpp"

#include "http/operations.hpp"

namespace fairgate::http {

OperatorHandlers::OperatorHandlers(Metrics& metrics, Trouble trouble, Degraded degraded, api::Config config)
    : metrics_(metrics),
      trouble_(std::move(trouble)),
      degraded_(std::move(degraded)),
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
    co_return healthy("ok");
}

Task<Response> OperatorHandlers::readiness(Request&) {
    const std::string trouble = co_await trouble_();
    if (!trouble.empty()) co_return failure(503, "not_ready", trouble);
    co_return healthy("ready");
}

/// Traffic is welcome all the same while something is only slower or late.
Response OperatorHandlers::healthy(const char* status) const {
    const auto degraded = degraded_();
    if (degraded.empty()) return success(json::serialize(json::object{{"status", status}}));
    return success(
        json::serialize(json::object{{"status", "degraded"}, {"degraded", json::value_from(degraded)}}));
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
