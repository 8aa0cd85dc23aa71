#include "cli/application.hpp"

#include "adapters/postgres/connection.hpp"
#include "base/cancellation.hpp"
#include "checkout/time_limit.hpp"
#include "cli/cli_error.hpp"
#include "cli/demo_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace fairgate::cli {
namespace {

/// A load balancer that asks every second waits no longer for the answer.
constexpr std::chrono::milliseconds kReadinessMax{800};

unsigned loop_count(const ServeOptions& options) {
    return options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

std::filesystem::path access_log_file(const ServeOptions& options) {
    if (options.access_log == "-") return {};
    return options.access_log.empty() ? options.data / "access.jsonl"
                                      : std::filesystem::path(options.access_log);
}

/// Keys, logs and the test provider's ledger are files, wherever the store is.
void make_data_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw CliError(
            kFailed, fmt::format("The data folder {} cannot be made: {}.", folder.string(), error.message()));
    }
}

std::unique_ptr<Services> open_services(const ServeOptions& options, EventLoops& loops, Clock& clock,
                                        Random& random) {
    std::unique_ptr<Services> services;
    try {
        if (!options.dsn().empty()) {
            // A mistyped address is told before anything is made.
            explain_store_errors("", [&] { postgres::describe_dsn(options.dsn()); });
            make_data_folder(options.data);
        }
        explain_store_errors("",
                             [&] { services = std::make_unique<Services>(options, loops, clock, random); });
    } catch (const KeyFileUnusable& e) {
        throw CliError(kFailed, e.what());
    }
    return services;
}

void explain_address_errors(const ServeOptions& options, const std::function<void()>& work) {
    try {
        work();
    } catch (const boost::system::system_error& e) {
        const std::string_view hint = e.code() == asio::error::address_in_use
                                          ? " Stop the program that uses it, or choose another with --listen."
                                          : " Choose another address with --listen.";
        throw CliError(kFailed, fmt::format("{} cannot be listened on: {}.{}", options.listen,
                                            e.code().message(), hint));
    }
}

http::AccessLog open_access_log(const ServeOptions& options) {
    const auto file = access_log_file(options);
    try {
        return http::AccessLog(file);
    } catch (const spdlog::spdlog_ex& error) {
        std::error_code ignored;
        const char* why = std::filesystem::is_directory(file, ignored) ? "it is a folder" : error.what();
        throw CliError(kFailed, fmt::format("The access log {} cannot be written: {}. Choose another with "
                                            "--access-log.",
                                            file.string(), why));
    }
}

/// From the seats that this node has read, or what another has counted, before it reads them itself.
Task<api::Availability> seat_counts(Services& services, EventPtr event) {
    const EventId id = event->record.id;
    const auto known = services.map.known_availability(id);
    if (known) co_return *known;
    AvailabilityCache* shared = services.hints->counts();
    if (shared) {
        const auto counted = co_await shared->find(id);
        if (counted) co_return *counted;
    }
    const auto counts = co_await services.map.availability(id);
    if (!counts) co_return api::Availability{};
    if (shared) co_await shared->put(id, *counts, services.catalog.status_of(*event));
    co_return *counts;
}

Task<std::optional<std::string>> account_email(AccountStore& store, UserId id) {
    const auto user = co_await store.find_user(id);
    if (!user) co_return std::nullopt;
    co_return user->email;
}

Task<bool> is_admin(AccountStore& store, UserId id) {
    const auto user = co_await store.find_user(id);
    co_return user && user->role == api::Role::admin;
}

/// The order is paid, whatever becomes of this: at worst the window ends by its time.
Task<void> purchased(WaitingRooms& rooms, EventId event, Session session) {
    try {
        co_await rooms.purchased(event, session);
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        spdlog::warn("waiting room of event {}: {}", event.text(), error.what());
    }
}

}  // namespace

Application::Application(ServeOptions options, Clock& clock, Random& random)
    : options_(std::move(options)),
      clock_(clock),
      edge_(options_.edge()),
      loops_(loop_count(options_)),
      services_(open_services(options_, loops_, clock, random)),
      static_files_(options_.web),
      catalog_handlers_(
          services_->catalog, [this](EventPtr event) { return seat_counts(*services_, std::move(event)); },
          [this](EventId event) { return services_->rooms.commitment(event); }, options_.fees,
          options_.hold_rules(), clock),
      seat_map_handlers_(services_->map,
                         options_.room.guards_map ? std::optional(seat_map_guard()) : std::nullopt),
      reservation_handlers_(
          {services_->reserve, services_->best_available, services_->release, services_->find_reservation},
          admission_gate()),
      checkout_handlers_(
          services_->checkout, services_->orders,
          [this](UserId user) { return account_email(services_->account_store, user); }, admission_gate()),
      webhook_handlers_(stripe_events()),
      account_handlers_(services_->accounts, options_.cookie_rules()),
      queue_handlers_(services_->rooms, clock, options_.cookie_rules(),
                      [this](UserId user) { return is_admin(services_->account_store, user); }),
      operator_handlers_(
          metrics_, [this] { return trouble(); }, [this] { return degraded(); }, client_config()),
      dispatcher_(
          router_, [this](std::string cookie) { return resolve_session(std::move(cookie)); },
          [this](const http::Request& request) { return serve_page(request); }, overload_, random,
          [this](std::string_view cookie) { return services_->sessions.resolve_at_hand(cookie); }),
      access_log_(open_access_log(options_)),
      server_(loops_.contexts(),
              {dispatcher_, clock, random, access_log_,
               [this](const http::AccessRecord& record) {
                   metrics_.request(record.route, record.status, record.duration);
               },
               overload_, services_->hints->share_requests()},
              options_.limits, edge_) {
    route();
    register_metrics();
}

Application::~Application() {
    stop();
}

void Application::route() {
    operator_handlers_.add_to(router_);
    if (!options_.roles().api) return;
    catalog_handlers_.add_to(router_);
    seat_map_handlers_.add_to(router_);
    reservation_handlers_.add_to(router_);
    checkout_handlers_.add_to(router_);
    webhook_handlers_.add_to(router_);
    account_handlers_.add_to(router_);
    queue_handlers_.add_to(router_);
}

void Application::register_metrics() {
    metrics_.gauge("fairgate_connections", "Connections open now",
                   [this] { return static_cast<double>(server_.connections()); });
    metrics_.gauge("fairgate_loops_late_seconds", "How late loops have come lately to what was due",
                   [this] { return std::chrono::duration<double>(overload_.usually_late()).count(); });
    metrics_.gauge("fairgate_refused_browsing",
                   "Share of calls about events that is refused for want of time",
                   [this] { return overload_.refused_share(Tier::browsing); });
    metrics_.gauge("fairgate_refused_queueing",
                   "Share of calls about queues that is refused for want of time",
                   [this] { return overload_.refused_share(Tier::queueing); });
    metrics_.gauge("fairgate_refused_reserving", "Share of reservations that is refused for want of time",
                   [this] { return overload_.refused_share(Tier::reserving); });
    services_->stores->register_metrics(metrics_);
    services_->hints->register_metrics(metrics_);
    metrics_.gauge("fairgate_hold_batches", "Batches of holds committed since the start",
                   [this] { return static_cast<double>(services_->batcher.batches()); });
    metrics_.gauge("fairgate_room_waiting", "Fans who wait in waiting rooms now",
                   [this] { return static_cast<double>(services_->rooms.crowd().waiting); });
    metrics_.gauge("fairgate_room_active", "Fans whose turn it is now, or who shop",
                   [this] { return static_cast<double>(services_->rooms.crowd().active); });
    metrics_.gauge("fairgate_payment_breaker_open", "1 while payments are not tried",
                   [this] { return services_->breaker.state() == CircuitBreaker::State::open ? 1.0 : 0.0; });
    services_->messaging.register_metrics(metrics_);
}

void Application::start() {
    const auto [address, port] = options_.address();
    // Before anything is stored for a server that cannot serve.
    explain_address_errors(options_, [&] { server_.bind(address, port); });
    if (!options_.no_demo) load_demo(*services_->stores, loops_, clock_, options_.fees);
    services_->start();
    explain_address_errors(options_, [&] { server_.listen(); });
}

std::string Application::url() const {
    const auto endpoint = server_.endpoint();
    const auto address = endpoint.address();
    const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
    return fmt::format("{}://{}:{}", edge_.tls ? "https" : "http", host, endpoint.port());
}

void Application::reload() {
    try {
        access_log_.reopen();
    } catch (const std::exception& e) {
        spdlog::error("the access log goes on in its old file: {}", e.what());
    }
    if (!edge_.tls) return;
    try {
        edge_.tls->reload();
        spdlog::info("the TLS certificate was read again");
    } catch (const http::TlsUnusable& e) {
        spdlog::error("{} The old certificate stays in use.", e.what());
    }
}

void Application::stop() {
    if (stopped_) return;
    stopped_ = true;
    loops_.wait_for(server_.drain());
    services_->stop();
    loops_.stop();
}

Task<http::ResolvedRequestSession> Application::resolve_session(std::string cookie) {
    const ResolvedSession resolved = co_await services_->sessions.resolve(std::move(cookie));
    http::ResolvedRequestSession session{resolved.session, {}};
    if (resolved.new_cookie)
        session.set_cookie = http::session_cookie(*resolved.new_cookie, options_.cookie_rules());
    co_return session;
}

http::Response Application::serve_page(const http::Request& request) const {
    if (options_.roles().api) return static_files_.serve(request);
    return http::failure(404, "not_found",
                         "This node works in the background; visitors are served by others.");
}

Task<std::string> Application::trouble() {
    if (stopped_) co_return "The server is shutting down.";
    auto trouble = co_await within(clock_, kReadinessMax, services_->stores->trouble());
    co_return trouble ? std::move(*trouble) : "The store does not answer.";
}

std::vector<std::string> Application::degraded() const {
    std::vector<std::string> degraded = services_->messaging.troubles();
    std::string slower = services_->hints->trouble();
    if (!slower.empty()) degraded.push_back(std::move(slower));
    return degraded;
}

api::Config Application::client_config() const {
    api::Config config{!options_.payments.is_stripe(),
                       options_.fees.basis_points,
                       options_.hold_rules().seats_max,
                       options_.hold_seconds,
                       options_.room.guards_map,
                       to_base64url(services_->signer.public_key()),
                       std::nullopt,
                       stripe_config(options_.payments)};
    config.receipt_public_key = to_base64url(services_->rooms.receipt_key());
    return config;
}

http::WebhookHandlers::TakeEvent Application::stripe_events() {
    auto* webhook = services_->stripe_webhook.get();
    if (!webhook) return {};
    return [webhook](std::string signature, std::string body) {
        return webhook->take(std::move(signature), std::move(body));
    };
}

http::SeatMapGuard Application::seat_map_guard() {
    return {admission_gate(), clock_, options_.limits.stream_quiet_max};
}

http::AdmissionGate Application::admission_gate() {
    auto& rooms = services_->rooms;
    return {[&rooms](EventId event, Session session) { return rooms.admits(event, session); },
            [&rooms](EventId event, Session session) { return purchased(rooms, event, session); }};
}

}  // namespace fairgate::cli
