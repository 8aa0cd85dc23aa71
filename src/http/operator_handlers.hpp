#pragma once

#include "http/api.hpp"
#include "http/router.hpp"
#include "ops/metrics.hpp"

#include <functional>

namespace fairgate::http {

/// Whether the server should get traffic.
struct Readiness {
    /// Why not; empty when it should.
    std::string trouble;
    /// What it does without meanwhile, one sentence each.
    std::vector<std::string> degraded;
};

/// What operators and clients ask about the server itself. Lives as long as the server.
class OperatorHandlers {
  public:
    using ReadinessCheck = std::function<Task<Readiness>()>;

    OperatorHandlers(Metrics& metrics, ReadinessCheck readiness, api::Config config);

    void add_to(Router& router);

  private:
    Task<Response> health(Request& request);
    Task<Response> readiness(Request& request);
    Task<Response> metrics(Request& request);
    Task<Response> config(Request& request);
    Task<Response> openapi(Request& request);

    Metrics& metrics_;
    ReadinessCheck readiness_;
    std::string config_;
    Response::SharedBody openapi_;
};

}  // namespace fairgate::http
