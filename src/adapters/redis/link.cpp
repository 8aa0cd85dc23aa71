#include "adapters/redis/link.hpp"

#include "adapters/redis/errors.hpp"
#include "base/pause.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace fairgate::redis {
namespace {

void fail(const Resume<Reply>& resume, const std::string& why) {
    resume(std::make_exception_ptr(Unreachable(why)), std::nullopt);
}

}  // namespace

Link::Link(asio::any_io_executor strand, Endpoint endpoint, const LinkOptions& options, LinkFigures& figures,
           Clock& clock, Random& random)
    : strand_(std::move(strand)),
      endpoint_(std::move(endpoint)),
      options_(options),
      figures_(figures),
      clock_(clock),
      random_(random),
      resolver_(strand_) {}

void Link::ask(Call call, Resume<Reply> resume) {
    asio::post(strand_,
               [self = shared_from_this(), call = std::move(call), resume = std::move(resume)]() mutable {
                   self->send(std::move(call), std::move(resume));
               });
}

void Link::tick() {
    asio::post(strand_, [self = shared_from_this()] { self->look_at_the_time(); });
}

Task<void> Link::close() {
    auto start = [self = shared_from_this()](Resume<bool> resume) {
        asio::post(self->strand_, [self, resume = std::move(resume)] {
            self->closed_ = true;
            self->up_ = false;
            self->resolver_.cancel();
            const auto connection = std::exchange(self->connection_, nullptr);
            if (connection) connection->close("the server is shutting down");
            resume(nullptr, true);
        });
    };
    co_await suspend<bool>(std::move(start));
}

std::string Link::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

std::optional<Endpoint> Link::peer() const {
    const std::lock_guard lock(mutex_);
    return peer_;
}

void Link::send(Call call, Resume<Reply> resume) {
    if (!connection_) connect();
    // Before the first attempt has failed, commands wait behind the greeting.
    if (!connection_ || (!up_ && failures_ > 0)) {
        const std::string why = trouble();
        fail(resume, why.empty() ? "Redis is not connected yet" : why);
        return;
    }
    if (outstanding_.size() + call.commands.size() > options_.outstanding_max) {
        fail(resume, "too many requests wait for Redis");
        return;
    }
    figures_.commands += call.commands.size();
    auto sent = std::make_shared<Sent>(Sent{std::move(resume), clock_.now()});
    outstanding_.push_back(sent);
    for (std::size_t i = 0; i + 1 < call.commands.size(); ++i) {
        connection_->send(call.commands[i], [](std::optional<Reply>) {});
    }
    connection_->send(call.commands.back(), [self = shared_from_this(), sent](std::optional<Reply> reply) {
        self->answered(sent, std::move(reply));
    });
}

void Link::answered(const SentPtr& sent, std::optional<Reply> reply) {
    heard_at_ = clock_.now();
    if (!outstanding_.empty() && outstanding_.front() == sent) {
        outstanding_.pop_front();
    } else {
        std::erase(outstanding_, sent);
    }
    if (reply) {
        sent->resume(nullptr, std::move(*reply));
    } else if (!sent->given_up) {
        ++figures_.failures;
        fail(sent->resume, "the connection to Redis was lost");
    }
}

void Link::look_at_the_time() {
    if (closed_) return;
    const Timestamp now = clock_.now();
    for (const auto& sent : outstanding_) {
        if (now - sent->sent_at < options_.command_max) break;
        if (std::exchange(sent->given_up, true)) continue;
        ++figures_.failures;
        fail(sent->resume, "Redis did not answer in time");
    }
    if (!connection_) {
        connect();
    } else if (is_silent(now)) {
        connection_->close("it does not answer");
    } else if (up_ && outstanding_.empty() && !pinged_at_ && now - heard_at_ >= options_.quiet_max) {
        ping();
    }
}

/// Whether the server says nothing although it has been asked something.
bool Link::is_silent(Timestamp now) const {
    if (!up_) return now - opened_at_ >= options_.silence_max;
    if (pinged_at_ && now - *pinged_at_ >= options_.silence_max) return true;
    if (outstanding_.empty()) return false;
    return now - std::max(heard_at_, outstanding_.front()->sent_at) >= options_.silence_max;
}

/// Nobody has asked for a while, and nobody would notice that the server is gone.
void Link::ping() {
    pinged_at_ = clock_.now();
    connection_->send({"PING"}, [self = shared_from_this()](std::optional<Reply> reply) {
        self->pinged_at_.reset();
        if (reply) self->heard_at_ = self->clock_.now();
    });
}

void Link::connect() {
    if (closed_ || resolving_) return;
    if (left_of_pause(next_attempt_at_, clock_.now(), options_.retry.longest).count() > 0) return;
    boost::system::error_code not_a_number;
    static_cast<void>(asio::ip::make_address(endpoint_.host, not_a_number));
    if (!endpoint_.socket.empty() || !not_a_number) {
        open(endpoint_);
    } else {
        resolve();
    }
}

/// hiredis would block the loop while it asks for a name.
void Link::resolve() {
    resolving_ = true;
    resolver_.async_resolve(endpoint_.host, std::to_string(endpoint_.port),
                            [self = shared_from_this()](boost::system::error_code error,
                                                        const asio::ip::tcp::resolver::results_type& found) {
                                self->resolving_ = false;
                                if (self->closed_) return;
                                if (error || found.empty()) {
                                    self->lost("its name is not known: " + error.message());
                                    return;
                                }
                                const auto endpoint = found.begin()->endpoint();
                                self->open({.host = endpoint.address().to_string(), .port = endpoint.port()});
                            });
}

void Link::open(const Endpoint& endpoint) {
    opened_at_ = clock_.now();
    opened_ = endpoint;
    const std::weak_ptr<Link> weak = weak_from_this();
    auto connection = std::make_shared<Connection>(strand_, figures_.writes, [weak](const std::string& why) {
        const auto self = weak.lock();
        if (!self || self->closed_) return;
        self->connection_.reset();
        self->lost(why);
    });
    connection_ = connection;
    connection->open(endpoint);
    greet();
}

/// Logs in, chooses the database, and finds out whether anybody is there.
void Link::greet() {
    std::vector<Words> greeting;
    if (!options_.password.empty()) {
        greeting.push_back(options_.user.empty() ? Words{"AUTH", options_.password}
                                                 : Words{"AUTH", options_.user, options_.password});
    }
    if (options_.database != 0) greeting.push_back({"SELECT", std::to_string(options_.database)});
    greeting.push_back({"PING"});
    const auto refusal = std::make_shared<std::string>();
    for (std::size_t i = 0; i < greeting.size(); ++i) {
        const bool is_last = i + 1 == greeting.size();
        connection_->send(greeting[i], [self = shared_from_this(), refusal, is_last](std::optional<Reply> r) {
            if (!r) return;
            if (r->is_error() && refusal->empty()) *refusal = r->text;
            if (is_last) self->greeted(*refusal);
        });
    }
    // For whoever looks at the server's list of clients; it may be forbidden.
    connection_->send({"CLIENT", "SETNAME", "fairgate"}, [](std::optional<Reply>) {});
}

void Link::greeted(const std::string& refusal) {
    if (closed_ || !connection_) return;
    if (!refusal.empty()) {
        connection_->close(refusal);
        return;
    }
    heard_at_ = clock_.now();
    if (failures_ > 0) spdlog::info("Redis at {} is back", endpoint_.text());
    failures_ = 0;
    up_ = true;
    const std::lock_guard lock(mutex_);
    trouble_.clear();
    peer_ = opened_;
}

void Link::lost(const std::string& why) {
    up_ = false;
    if (failures_++ == 0) spdlog::warn("Redis at {} cannot be reached: {}", endpoint_.text(), why);
    next_attempt_at_ = clock_.now() + options_.retry.pause(failures_, random_);
    const std::lock_guard lock(mutex_);
    peer_.reset();
    trouble_ = fmt::format("Redis at {} cannot be reached: {}", endpoint_.text(), why);
}

}  // namespace fairgate::redis
