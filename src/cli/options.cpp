#include "cli/options.hpp"

#include "cli/cli_error.hpp"
#include "cli/config_file.hpp"
#include "cli/text_file.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace fairgate::cli {
namespace {

/// "--hold-seconds" -> "FAIRGATE_HOLD_SECONDS".
std::string environment_name(const std::string& flag) {
    std::string name = "FAIRGATE_";
    for (const char c : flag.substr(2)) name += c == '-' ? '_' : static_cast<char>(std::toupper(c));
    return name;
}

template <class T>
CLI::Option* option(CLI::App& command, const std::string& flag, T& value, const std::string& description) {
    return command.add_option(flag, value, description)
        ->capture_default_str()
        ->envname(environment_name(flag));
}

/// Beyond what any machine does, and far from where a number loses its last digits.
constexpr double kRateMax = 1e9;
constexpr std::size_t kConnectionsMax = 10'000'000;

void declare_limits(CLI::App& command, http::Limits& limits) {
    option(command, "--client-rate", limits.requests_per_client_per_second,
           "Requests per second that one client address may make, of all nodes together with --redis; 0 for "
           "no limit")
        ->check(number_between(0, kRateMax))
        ->group("Limits");
    option(command, "--client-burst", limits.request_burst_per_client,
           "Requests that one client address may make at once")
        ->check(number_between(1, kRateMax))
        ->group("Limits");
    option(command, "--client-connections", limits.connections_per_client_max,
           "Connections that one client address may have open")
        ->check(CLI::Range(std::size_t{1}, kConnectionsMax))
        ->group("Limits");
    option(command, "--connections", limits.connections_max, "Connections open at once, of all clients")
        ->check(CLI::Range(std::size_t{1}, kConnectionsMax))
        ->group("Limits");
}

void declare_overload(CLI::App& command, ServeOptions& options) {
    option(command, "--late-milliseconds", options.late_milliseconds,
           "How late a loop may be with what is due before calls are asked to come again, browsing first and "
           "payments never; 0 for never")
        ->check(CLI::Range(0, 60'000))
        ->group("Limits");
}

void declare_edge(CLI::App& command, ServeOptions& options) {
    command
        .add_option("--trusted-proxy", options.trusted_proxies,
                    "Address or network (10.0.0.0/8) of a proxy in front; its X-Forwarded-For is believed. "
                    "May be given several times")
        ->envname("FAIRGATE_TRUSTED_PROXY")
        ->delimiter(',')
        ->group("Proxies and TLS");
    command
        .add_flag("--proxy-protocol", options.proxy_protocol,
                  "Trusted proxies begin each connection with a PROXY protocol header, version 1 or 2")
        ->envname("FAIRGATE_PROXY_PROTOCOL")
        ->group("Proxies and TLS");
    auto* certificate =
        option(command, "--tls-cert", options.tls_cert,
               "PEM file of the certificate and its chain; serves https. SIGHUP reads it again")
            ->group("Proxies and TLS");
    auto* key = option(command, "--tls-key", options.tls_key, "PEM file of the certificate's private key")
                    ->group("Proxies and TLS");
    certificate->needs(key);
    key->needs(certificate);
    command
        .add_flag("--secure-cookies", options.cookies.secure,
                  "Send cookies over https alone; always so with --tls-cert")
        ->envname("FAIRGATE_SECURE_COOKIES")
        ->group("Proxies and TLS");
}

void declare_redis(CLI::App& command, ServeOptions& options) {
    constexpr const char* kRedisGroup = "Redis";
    option(command, "--redis", options.redis,
           "Share locks, limits and answers among nodes in this Redis: redis://host:6379, "
           "redis+sentinel://host:26379,.../master or redis+cluster://host:6379,...")
        ->group(kRedisGroup);
    option(command, "--redis-file", options.redis_file,
           "Read that address from this file, so that nobody sees its password")
        ->group(kRedisGroup);
    option(command, "--redis-milliseconds", options.redis_milliseconds,
           "How long Redis may take to answer before a request goes on without it")
        ->check(CLI::Range(1, 10'000))
        ->group(kRedisGroup);
}

void declare_rooms(CLI::App& command, RoomOptions& options) {
    constexpr const char* kRoomGroup = "Waiting rooms";
    option(command, "--shoppers", options.shoppers_max,
           "Shoppers that a new waiting room lets in at once; an operator can change it while it runs")
        ->check(CLI::Range(1U, kShoppersLimit))
        ->group(kRoomGroup);
    option(command, "--window-seconds", options.window_seconds, "How long a shopper may choose seats")
        ->check(CLI::Range(1, 86'400))
        ->group(kRoomGroup);
    option(command, "--turn-seconds", options.turn_seconds, "How long a turn is kept")
        ->check(CLI::Range(1, 86'400))
        ->group(kRoomGroup);
    option(command, "--join-rate", options.joins_per_second,
           "Visitors a second that may join from one client address; 0 for no limit. With Redis nodes count "
           "them "
           "together")
        ->check(number_between(0, kRateMax))
        ->group(kRoomGroup);
    option(command, "--join-burst", options.join_burst,
           "Visitors that may join from one client address at once")
        ->check(number_between(1, kRateMax))
        ->group(kRoomGroup);
    option(command, "--work-bits", options.work_bits,
           "Joining costs a browser some computing in the background: about 2 to this power of hashes; 0 for "
           "none")
        ->check(CLI::Range(0U, kWorkBitsMax))
        ->group(kRoomGroup);
    command
        .add_flag("--guard-seat-map", options.guards_map,
                  "Show the seat map of an event with a waiting room only to those whose turn it is")
        ->envname("FAIRGATE_GUARD_SEAT_MAP")
        ->group(kRoomGroup);
}

/// The address given on the command line or, the other way, in a file; empty without either.
std::string address_of(const std::string& flag, const std::string& given, const std::filesystem::path& file) {
    constexpr std::size_t kBytesMax = 4096;
    if (file.empty()) return given;
    if (!given.empty()) throw CliError(kUsage, "Give " + flag + " or " + flag + "-file, not both.");
    std::string text = read_text_file(file, kBytesMax);
    text.erase(text.find_last_not_of(" \r\n\t") + 1);
    if (text.empty()) throw CliError(kUsage, file.string() + " has no address for " + flag + ".");
    return text;
}

}  // namespace

std::function<std::string(const std::string&)> number_between(double min, double max) {
    return [min, max](const std::string& text) -> std::string {
        double number = 0;
        const char* end = text.data() + text.size();
        const auto [parsed, error] = std::from_chars(text.data(), end, number);
        // Of `nan` no comparison is true.
        const bool fits = error == std::errc{} && parsed == end && number >= min && number <= max;
        return fits ? "" : fmt::format("must be a number from {:.0f} to {:.0f}", min, max);
    };
}

void declare_store(CLI::App& command, StoreOptions& options) {
    declare_config(command);
    option(command, "--data", options.data, "Folder of the embedded store, keys and logs");
    option(command, "--postgres", options.postgres,
           "Keep everything in this PostgreSQL database (a URI, or keywords and values) instead")
        ->group("PostgreSQL");
    option(command, "--postgres-file", options.postgres_file,
           "Read that address from this file, so that nobody sees its password")
        ->group("PostgreSQL");
}

void declare_broker(CLI::App& command, BrokerOptions& options) {
    option(command, "--amqp", options.amqp,
           "Send messages through this RabbitMQ broker (amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps://; "
           "HOST:PORT,HOST:PORT for brokers of a cluster, tried in turn) instead of the store")
        ->group("RabbitMQ");
    option(command, "--amqp-file", options.amqp_file,
           "Read that address from this file, so that nobody sees its password")
        ->group("RabbitMQ");
}

void declare(CLI::App& command, ServeOptions& options) {
    declare_store(command, options);
    option(command, "--postgres-connections", options.postgres_connections,
           "Connections to PostgreSQL at most; one more listens to the other nodes")
        ->check(CLI::Range(1, 64))
        ->group("PostgreSQL");
    option(command, "--listen", options.listen,
           "ADDRESS:PORT to serve on; port 0 takes a free one and prints it");
    option(command, "--web", options.web, "Folder of the built web app");
    command.add_flag("--no-demo", options.no_demo, "Do not load the demo season into an empty store")
        ->envname("FAIRGATE_NO_DEMO");
    option(command, "--threads", options.threads, "Event loops; 0 for one a core")->check(CLI::Range(0, 256));
    option(command, "--roles", options.role_names,
           "What this node does: api answers visitors, worker does what goes on behind them. Other nodes on "
           "the same "
           "database may do the rest")
        ->delimiter(',')
        ->check(CLI::IsMember({"api", "worker"}));
    option(command, "--hold-seconds", options.hold_seconds, "How long a reservation holds its seats")
        ->check(CLI::Range(1, 86'400));
    option(command, "--payment-seconds", options.payment_seconds, "How long a payment may take")
        ->check(CLI::Range(1, 120));
    option(command, "--fee-basis-points", options.fees.basis_points, "Fee on each ticket; 500 is 5 %")
        ->check(CLI::Range(0, 10'000));
    declare_redis(command, options);
    declare_edge(command, options);
    declare_limits(command, options.limits);
    declare_overload(command, options);
    declare_rooms(command, options.room);
    declare_payments(command, options.payments);
    declare_broker(command, options.broker);
    declare_mail(command, options.mail);
    option(
        command, "--access-log", options.access_log,
        "File for one JSON line a request; '-' for none, by default access.jsonl in the data folder. SIGHUP "
        "opens it again");
    option(command, "--log-level", options.log_level, "debug, info, warn or error")
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
    command.footer(
        "Examples:\n"
        "  fairgate serve                              the demo season on http://127.0.0.1:8080\n"
        "  fairgate serve --listen 0.0.0.0:80 --no-demo --data /var/lib/fairgate\n"
        "  fairgate serve --postgres postgresql://fairgate@db.example/fairgate   after 'fairgate migrate'\n"
        "  fairgate serve --amqp-file /etc/fairgate/broker   messages over RabbitMQ\n"
        "  FAIRGATE_LISTEN=127.0.0.1:0 fairgate serve  a free port, printed when ready\n"
        "  fairgate serve --listen 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem\n"
        "  fairgate serve --payment-provider stripe --stripe-key-file sk --stripe-publishable-key "
        "pk_live_...\n"
        "  fairgate serve --trusted-proxy 10.0.0.0/8 --secure-cookies     behind a proxy that does TLS\n"
        "SIGTERM and Ctrl-C drain: what runs is finished, then the program ends with code 0.");
}

std::string StoreOptions::dsn() const {
    return address_of("--postgres", postgres, postgres_file);
}

std::string BrokerOptions::url() const {
    return address_of("--amqp", amqp, amqp_file);
}

std::string ServeOptions::redis_url() const {
    return address_of("--redis", redis, redis_file);
}

std::pair<std::string, unsigned short> ServeOptions::address() const {
    const auto colon = listen.rfind(':');
    unsigned short port = 0;
    const char* end = listen.data() + listen.size();
    const auto text = colon == std::string::npos ? end : listen.data() + colon + 1;
    const auto [parsed, error] = std::from_chars(text, end, port);
    if (error != std::errc{} || parsed != end) {
        throw CliError(kUsage, "--listen wants ADDRESS:PORT such as 127.0.0.1:8080, not '" + listen + "'.");
    }
    std::string host = listen.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    boost::system::error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    if (not_an_address) {
        throw CliError(
            kUsage, "--listen wants the address of a network interface such as 127.0.0.1 or 0.0.0.0, not '" +
                        host + "'.");
    }
    return {host, port};
}

Roles ServeOptions::roles() const {
    const auto named = [this](const char* name) {
        return std::ranges::find(role_names, name) != role_names.end();
    };
    const Roles roles{.api = named("api"), .worker = named("worker")};
    if ((!roles.api || !roles.worker) && dsn().empty()) {
        throw CliError(kUsage,
                       "--roles needs --postgres: the embedded store has this node alone for everything.");
    }
    return roles;
}

RoomRules ServeOptions::room_rules() const {
    RoomRules rules;
    rules.turn = std::chrono::seconds{room.turn_seconds};
    rules.window = std::chrono::seconds{room.window_seconds};
    rules.limits.shoppers_max = room.shoppers_max;
    rules.joins = {room.joins_per_second, room.join_burst};
    rules.work_bits = room.work_bits;
    return rules;
}

HoldRules ServeOptions::hold_rules() const {
    HoldRules rules;
    rules.hold_duration = std::chrono::seconds{hold_seconds};
    return rules;
}

http::Edge ServeOptions::edge() const {
    http::Edge edge;
    edge.proxy_protocol = proxy_protocol;
    edge.https = cookie_rules().secure;
    edge.outside = payment_origins(payments);
    try {
        edge.proxies = http::TrustedProxies(trusted_proxies);
        if (!tls_cert.empty()) edge.tls = std::make_shared<http::TlsIdentity>(tls_cert, tls_key);
    } catch (const std::invalid_argument& e) {
        throw CliError(
            kUsage, std::string("--trusted-proxy wants an address or a network such as 10.0.0.0/8, not '") +
                        e.what() + "'.");
    } catch (const http::TlsUnusable& e) {
        throw CliError(kFailed, e.what());
    }
    if (proxy_protocol && trusted_proxies.empty()) {
        throw CliError(kUsage, "--proxy-protocol needs --trusted-proxy: nobody else's header is believed.");
    }
    return edge;
}

}  // namespace fairgate::cli
