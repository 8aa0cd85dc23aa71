#pragma once

#include "http/api.hpp"
#include "http/router.hpp"
#include "ops/metrics.hpp"

#include <functional>

namespace fairgate::http {

/// What operators and clients ask about the server itself. Lives as long as the server.
class OperatorHandlers {
  public:
    /// Why the server should get no traffic; empty when it is ready.
    using Readiness = std::function<Task<std::string>()>;

    OperatorHandlers(Metrics& metrics, Readiness readiness, api::Config config);

    void add_to(Router& router);

  private:
    Task<Response> health(Request& request);
    Task<Response> readiness(Request& request);
    Task<Response> metrics(Request& request);
    Task<Response> config(Request& request);
    Task<Response> openapi(Request& request);

    Metrics& metrics_;
    Readiness readiness_;
    std::string config_;
    Response::SharedBody openapi_;
};

}  // namespace fairgate::http
