#include "adapters/redis/node.hpp"

#include "adapters/redis/errors.hpp"

#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace fairgate::redis {
namespace {

const asio::execution_context* context_of(const asio::any_io_executor& executor) {
    return &asio::query(executor, asio::execution::context_as<asio::execution_context&>);
}

}  // namespace

Node::Node(const Endpoint& endpoint, const std::vector<asio::any_io_executor>& executors,
           const LinkOptions& options, BreakerRules breaker, LinkFigures& figures, Clock& clock,
           Random& random)
    : endpoint_(endpoint), breaker_(clock, breaker) {
    for (const auto& executor : executors) {
        links_.push_back(
            std::make_shared<Link>(asio::make_strand(executor), endpoint, options, figures, clock, random));
    }
}

Task<Reply> Node::ask(Call call) {
    auto permit = is_open() ? std::nullopt : breaker_.acquire();
    if (!permit) throw Unreachable(fmt::format("Redis at {} is left alone for a moment", endpoint_.text()));
    Reply reply = co_await ask_with(std::move(*permit), std::move(call));
    co_return reply;
}

Task<void> Node::probe() {
    auto permit = breaker_.acquire();
    if (!permit) co_return;
    try {
        co_await ask_with(std::move(*permit), Call{{{"PING"}}});
        spdlog::info("Redis at {} answers again", endpoint_.text());
    } catch (const Unreachable&) {
        // The breaker has taken note.
    }
}

Task<Reply> Node::ask_with(CircuitBreaker::Permit permit, Call call) {
    const asio::any_io_executor here = co_await asio::this_coro::executor;
    const auto& link = link_here(here);
    // A link that is down fails at once, and is no news to the breaker.
    const bool is_news = link->is_up();
    try {
        auto start = [&link, &call](Resume<Reply> resume) { link->ask(std::move(call), std::move(resume)); };
        Reply reply = co_await suspend<Reply>(std::move(start));
        permit.succeeded();
        co_return reply;
    } catch (const Unreachable& error) {
        const bool was_open = is_open();
        if (is_news || was_open) permit.failed();
        if (!was_open && is_open())
            spdlog::warn("Redis at {} is left alone: {}", endpoint_.text(), error.what());
        throw;
    }
}

/// The one that lives on the caller's loop, where there is one.
const LinkPtr& Node::link_here(const asio::any_io_executor& caller) const {
    const auto* here = context_of(caller);
    const auto found = std::ranges::find_if(
        links_, [here](const LinkPtr& link) { return context_of(link->executor()) == here; });
    return found == links_.end() ? links_.front() : *found;
}

void Node::tick() {
    for (const auto& link : links_) link->tick();
}

Task<void> Node::close() {
    for (const auto& link : links_) co_await link->close();
}

bool Node::is_up() const {
    return std::ranges::any_of(links_, [](const LinkPtr& link) { return link->is_up(); });
}

std::optional<Endpoint> Node::peer() const {
    for (const auto& link : links_) {
        if (auto peer = link->peer()) return peer;
    }
    return std::nullopt;
}

std::string Node::trouble() const {
    if (is_up()) return is_open() ? fmt::format("Redis at {} does not answer in time", endpoint_.text()) : "";
    for (const auto& link : links_) {
        std::string trouble = link->trouble();
        if (!trouble.empty()) return trouble;
    }
    return fmt::format("Redis at {} is not connected yet", endpoint_.text());
}

}  // namespace fairgate::redis
