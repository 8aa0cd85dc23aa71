#pragma once

#include "cli/services.hpp"
#include "http/account_handlers.hpp"
#include "http/catalog_handlers.hpp"
#include "http/checkout_handlers.hpp"
#include "http/operator_handlers.hpp"
#include "http/queue_handlers.hpp"
#include "http/reservation_handlers.hpp"
#include "http/seat_map_handlers.hpp"
#include "http/server.hpp"
#include "http/static_files.hpp"
#include "http/webhook_handlers.hpp"

namespace fairgate::cli {

/// The whole server in one object: what `fairgate serve` runs, and tests with a clock of their own.
class Application {
  public:
    /// Opens the store. Throws CliError with what to tell the operator.
    Application(ServeOptions options, Clock& clock, Random& random);
    ~Application();

    /// Loads the demo season where it is wanted, starts the workers and listens.
    void start();

    /// "http://127.0.0.1:8080".
    std::string url() const;

    /// Begins a new access log where the old one was renamed, and reads the TLS certificate again; what goes
    /// wrong is logged, and the old ones stay.
    void reload();

    /// Drains: nothing that was begun is left half-done. Blocks; safe to repeat.
    void stop();

    Services& services() { return *services_; }
    OverloadControl& overload() { return overload_; }

  private:
    void route();
    void register_metrics();
    Task<http::ResolvedRequestSession> resolve_session(std::string cookie);
    http::Response serve_page(const http::Request& request) const;
    Task<std::string> trouble();
    std::vector<std::string> degraded() const;
    api::Config client_config() const;
    http::AdmissionGate admission_gate();
    http::SeatMapGuard seat_map_guard();
    http::WebhookHandlers::TakeEvent stripe_events();

    ServeOptions options_;
    Clock& clock_;
    http::Edge edge_;
    EventLoops loops_;
    Metrics metrics_;
    std::unique_ptr<Services> services_;

    http::StaticFiles static_files_;
    http::CatalogHandlers catalog_handlers_;
    http::SeatMapHandlers seat_map_handlers_;
    http::ReservationHandlers reservation_handlers_;
    http::CheckoutHandlers checkout_handlers_;
    http::WebhookHandlers webhook_handlers_;
    http::AccountHandlers account_handlers_;
    http::QueueHandlers queue_handlers_;
    http::OperatorHandlers operator_handlers_;
    http::Router router_;
    OverloadControl overload_{std::chrono::milliseconds{options_.late_milliseconds}};
    http::Dispatcher dispatcher_;
    http::AccessLog access_log_;
    http::Server server_;
    bool stopped_ = false;
};

}  // namespace fairgate::cli
