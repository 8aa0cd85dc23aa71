#pragma once

#include "base/money.hpp"
#include "cli/mail_options.hpp"
#include "cli/payment_options.hpp"
#include "http/limits.hpp"
#include "http/server.hpp"
#include "http/session_cookie.hpp"
#include "inventory/hold.hpp"
#include "waitingroom/waiting_rooms.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace fairgate::cli {

/// Where everything is kept.
struct StoreOptions {
    /// The embedded store, keys and logs.
    std::filesystem::path data = "data";
    /// Address of a PostgreSQL database, to be used instead of the embedded store.
    std::string postgres;
    /// A file with that address, to keep its password from the command line.
    std::filesystem::path postgres_file;
    unsigned postgres_connections = 8;

    /// The address of the database; empty for the embedded store. Throws CliError when the file cannot be
    /// read.
    std::string dsn() const;
};

/// Which broker messages take, if any.
struct BrokerOptions {
    /// Address of a RabbitMQ broker.
    std::string amqp;
    /// A file with that address, to keep its password from the command line.
    std::filesystem::path amqp_file;

    /// The address; empty for none. Throws CliError when the file cannot be read.
    std::string url() const;
};

/// How waiting rooms admit.
struct RoomOptions {
    std::uint32_t shoppers_max = 5'000;
    int window_seconds = 900;
    int turn_seconds = 120;
    double joins_per_second = 50;
    unsigned work_bits = 0;
    double join_burst = 1'000;
    /// The seat map of an event with a waiting room is for those who were let in.
    bool guards_map = false;
};

/// What a node does.
struct Roles {
    /// Answers calls and serves the web app. Without it a node answers /healthz, /readyz and /metrics alone.
    bool api = true;
    /// Ends holds, recovers orders, opens events, admits from waiting rooms and hands messages on.
    bool worker = true;
};

/// Everything that `fairgate serve` can be told.
struct ServeOptions : StoreOptions {
    std::string listen = "127.0.0.1:8080";
    std::filesystem::path web = "web/dist";
    bool no_demo = false;
    unsigned threads = 0;
    std::vector<std::string> role_names{"api", "worker"};
    int hold_seconds = 600;
    int payment_seconds = 10;
    FeeRule fees;
    http::Limits limits;
    int late_milliseconds = 50;
    http::CookieRules cookies;
    std::vector<std::string> trusted_proxies;
    bool proxy_protocol = false;
    /// Both or neither.
    std::filesystem::path tls_cert;
    std::filesystem::path tls_key;
    /// Address of a Redis for locks and caches that nodes share; empty for this process's memory.
    std::string redis;
    /// A file with that address, to keep its password from the command line.
    std::filesystem::path redis_file;
    unsigned redis_milliseconds = 250;
    MailOptions mail;
    PaymentOptions payments;
    BrokerOptions broker;
    RoomOptions room;
    /// "-" for none; empty for access.jsonl in the data folder.
    std::string access_log;
    std::string log_level = "info";

    /// `listen` taken apart. Throws CliError when it is not ADDRESS:PORT.
    std::pair<std::string, unsigned short> address() const;
    /// Where a browser on this machine finds the server, as far as `listen` says it.
    std::string own_url() const { return (tls_cert.empty() ? "http://" : "https://") + listen; }
    /// Throws CliError when the embedded store would be left without its only worker.
    Roles roles() const;
    /// The address of Redis; empty for none. Throws CliError when the file cannot be read.
    std::string redis_url() const;
    HoldRules hold_rules() const;
    RoomRules room_rules() const;
    http::CookieRules cookie_rules() const { return {cookies.secure || !tls_cert.empty()}; }
    /// Throws CliError for a proxy that is no network, and for certificates that cannot be used.
    http::Edge edge() const;
};

/// A check for options that are numbers, which says what is wrong. Those of CLI11 let `nan` pass, and print
/// limits of 309 digits.
std::function<std::string(const std::string&)> number_between(double min, double max);

/// Declares where the store is; each option can also come from FAIRGATE_<NAME> or from the file given with
/// --config, which this declares too.
void declare_store(CLI::App& command, StoreOptions& options);

/// Declares which broker there is, likewise.
void declare_broker(CLI::App& command, BrokerOptions& options);

/// Declares the options on `command`, those of the store among them.
void declare(CLI::App& command, ServeOptions& options);

}  // namespace fairgate::cli
