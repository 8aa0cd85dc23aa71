#pragma once

#include "http/api.hpp"
#include "http/router.hpp"
#include "ops/metrics.hpp"

#include <functional>

namespace fairgate::http {

/// What operators and clients ask about the server itself. Lives as long as the server.
class OperatorHandlers {
  public:
    /// Why the server should get no traffic; empty when it should.
    using Trouble = std::function<Task<std::string>()>;
    /// What it does without meanwhile, one sentence each.
    using Degraded = std::function<std::vector<std::string>()>;

    OperatorHandlers(Metrics& metrics, Trouble trouble, Degraded degraded, api::Config config);

    void add_to(Router& router);

  private:
    Task<Response> health(Request& request);
    Task<Response> readiness(Request& request);
    Task<Response> metrics(Request& request);
    Task<Response> config(Request& request);
    Response healthy(const char* status) const;
    Task<Response> openapi(Request& request);

    Metrics& metrics_;
    Trouble trouble_;
    Degraded degraded_;
    std::string config_;
    Response::SharedBody openapi_;
};

}  // namespace fairgate::http
