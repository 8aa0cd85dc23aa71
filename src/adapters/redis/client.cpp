#include "adapters/redis/client.hpp"

#include "adapters/redis/errors.hpp"
#include "base/assert.hpp"

#include <boost/asio/strand.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>

namespace fairgate::redis {
namespace {

LinkOptions link_options_of(const ClientOptions& options) {
    LinkOptions link;
    link.user = options.address.user;
    link.password = options.address.password;
    link.database = options.address.database;
    link.command_max = options.command_max;
    link.outstanding_max = options.outstanding_max;
    link.silence_max = std::max(link.silence_max, 2 * options.command_max);
    return link;
}

LinkOptions sentinel_options_of(const ClientOptions& options) {
    LinkOptions link = link_options_of(options);
    link.user.clear();
    link.password.clear();
    link.database = 0;
    return link;
}

/// Errors of a server that is not in a state to answer.
bool is_passing(const Reply& reply) {
    return std::ranges::any_of(std::array{"CLUSTERDOWN", "TRYAGAIN", "LOADING", "MASTERDOWN", "READONLY"},
                               [&](const char* code) { return reply.is_error(code); });
}

}  // namespace

Client::Client(ClientOptions options, std::vector<asio::any_io_executor> executors, Clock& clock,
               Random& random)
    : options_(std::move(options)),
      link_options_(link_options_of(options_)),
      sentinel_options_(sentinel_options_of(options_)),
      executors_(std::move(executors)),
      strand_(asio::make_strand(executors_.front())),
      clock_(clock),
      random_(random) {
    // hiredis writes to sockets in a way that raises it when the server is gone.
    std::signal(SIGPIPE, SIG_IGN);
    switch (options_.address.kind) {
        case Address::Kind::single:
            set_routes(options_.address.endpoints, std::nullopt);
            break;
        case Address::Kind::sentinel:
            for (const auto& endpoint : options_.address.endpoints) {
                sentinels_.push_back(make_node(endpoint, sentinel_options_));
            }
            break;
        case Address::Kind::cluster:
            for (const auto& endpoint : options_.address.endpoints) node_at(endpoint);
            break;
    }
}

Client::~Client() {
    FAIRGATE_ASSERT(closed_);
}

void Client::start() {
    for (const auto& node : all_nodes()) node->tick();
    group_.spawn(strand_, watch());
}

Task<void> Client::close() {
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(closed_, true)) co_return;
    }
    group_.cancel();
    co_await group_.join();
    co_await close_retired();
    for (const auto& node : all_nodes()) co_await node->close();
}

Task<Reply> Client::run(Words words, std::string key) {
    Reply reply = co_await follow(std::move(words), std::move(key));
    if (reply.is_error()) throw Refused(reply.text);
    co_return reply;
}

Task<Reply> Client::run(const Script& script, std::vector<std::string> keys,
                        std::vector<std::string> arguments) {
    const std::string key = keys.front();
    Words words{"EVALSHA", script.sha(), std::to_string(keys.size())};
    words.insert(words.end(), keys.begin(), keys.end());
    words.insert(words.end(), arguments.begin(), arguments.end());
    Reply reply = co_await follow(words, key);
    if (reply.is_error("NOSCRIPT")) {
        words[0] = "EVAL";
        words[1] = script.text();
        reply = co_await follow(std::move(words), key);
    }
    if (reply.is_error()) throw Refused(reply.text);
    co_return reply;
}

/// Asks whoever has `key`, wherever it moved meanwhile.
Task<Reply> Client::follow(Words words, std::string key) {
    NodePtr node = node_for(key);
    bool asking = false;
    for (int hops = 0; hops < kHopsMax; ++hops) {
        Call call;
        if (asking) call.commands.push_back({"ASKING"});
        call.commands.push_back(words);
        Reply reply = co_await node->ask(std::move(call));
        const bool moved = reply.is_error("MOVED ");
        asking = reply.is_error("ASK ");
        if (moved || is_passing(reply)) refresh_wanted_ = true;
        if (is_passing(reply)) throw Unreachable("Redis says: " + reply.text);
        if (!moved && !asking) co_return reply;
        const auto target = endpoint_in(reply.text, node->endpoint());
        if (!target) throw Unreachable("Redis says: " + reply.text);
        node = node_at(*target);
    }
    throw Unreachable("Redis Cluster sends a command from one node to another");
}

Client::RoutesPtr Client::routes() const {
    const std::lock_guard lock(mutex_);
    return routes_;
}

NodePtr Client::node_for(std::string_view key) const {
    const RoutesPtr known = routes();
    if (!known) throw Unreachable("who keeps what in Redis is not known yet");
    if (!known->slots) return known->nodes.front();
    const auto owner = known->slots->owner.at(slot_of(key));
    if (owner == SlotMap::kNobody) throw Unreachable("a part of Redis Cluster is down");
    return known->nodes.at(owner);
}

NodePtr Client::make_node(const Endpoint& endpoint, const LinkOptions& options) {
    return std::make_shared<Node>(endpoint, executors_, options, options_.breaker, figures_, clock_, random_);
}

NodePtr Client::node_at(const Endpoint& endpoint) {
    const std::lock_guard lock(mutex_);
    if (closed_) throw Unreachable("the connections to Redis are closed");
    const auto known = nodes_.find(endpoint);
    if (known != nodes_.end()) return known->second;
    if (nodes_.size() >= kNodesMax) throw Unreachable("Redis Cluster has too many nodes");
    return nodes_.emplace(endpoint, make_node(endpoint, link_options_)).first->second;
}

void Client::set_routes(std::vector<Endpoint> endpoints, std::optional<SlotMap> slots) {
    auto fresh = std::make_shared<Routes>();
    for (const auto& endpoint : endpoints) fresh->nodes.push_back(node_at(endpoint));
    fresh->slots = std::move(slots);
    const std::lock_guard lock(mutex_);
    routes_ = fresh;
    std::erase_if(nodes_, [&](const auto& entry) {
        if (std::ranges::find(endpoints, entry.first) != endpoints.end()) return false;
        retired_.push_back(entry.second);
        return true;
    });
}

Task<void> Client::close_retired() {
    std::vector<NodePtr> retired;
    {
        const std::lock_guard lock(mutex_);
        retired = retired_;
    }
    for (const auto& node : retired) co_await node->close();
    const std::lock_guard lock(mutex_);
    std::erase_if(retired_,
                  [&](const NodePtr& node) { return std::ranges::find(retired, node) != retired.end(); });
}

Task<void> Client::probe(NodePtr node) {
    co_await node->probe();
}

Task<void> Client::watch() {
    for (;;) {
        for (const auto& node : all_nodes()) {
            node->tick();
            if (node->wants_probe()) group_.spawn(strand_, probe(node));
        }
        if (refresh_is_due() && !std::exchange(refreshing_, true)) group_.spawn(strand_, refresh());
        co_await close_retired();
        co_await clock_.sleep_for(kTick);
    }
}

bool Client::refresh_is_due() const {
    if (options_.address.kind == Address::Kind::single) return false;
    const auto age = clock_.now() - refreshed_at_;
    if (age >= kRefreshInterval) return true;
    return age >= kRefreshPause && (refresh_wanted_ || !trouble().empty());
}

Task<void> Client::refresh() {
    refresh_wanted_ = false;
    try {
        co_await refresh_once();
    } catch (const Unreachable&) {
        // Every node that was asked is away, or the client is closing.
    }
    refreshed_at_ = clock_.now();
    refreshing_ = false;
}

/// Asks one after the other until somebody knows.
Task<void> Client::refresh_once() {
    const bool is_cluster = options_.address.kind == Address::Kind::cluster;
    std::vector<NodePtr> known = is_cluster ? all_nodes() : sentinels_;
    if (is_cluster) {
        for (const auto& endpoint : options_.address.endpoints) known.push_back(node_at(endpoint));
    }
    for (const auto& node : known) {
        const bool done = co_await ask_for_routes(node);
        if (done) co_return;
    }
}

Task<bool> Client::ask_for_routes(NodePtr node) {
    if (options_.address.kind == Address::Kind::cluster) return ask_member(std::move(node));
    return ask_sentinel(std::move(node));
}

Task<bool> Client::ask_member(NodePtr member) {
    try {
        const Reply reply = co_await member->ask(Call{{{"CLUSTER", "SLOTS"}}});
        auto slots = SlotMap::of(reply, member->endpoint());
        if (!slots || slots->masters.empty()) co_return false;
        set_routes(slots->masters, slots);
        co_return true;
    } catch (const Unreachable&) {
        co_return false;
    }
}

Task<bool> Client::ask_sentinel(NodePtr sentinel) {
    try {
        const Reply reply =
            co_await sentinel->ask(Call{{{"SENTINEL", "get-master-addr-by-name", options_.address.master}}});
        if (reply.items.size() != 2) co_return false;
        const auto master = endpoint_in(" " + reply.items[0].text + ":" + reply.items[1].text, {});
        if (!master) co_return false;
        set_routes({*master}, std::nullopt);
        co_return true;
    } catch (const Unreachable&) {
        co_return false;
    }
}

std::vector<NodePtr> Client::all_nodes() const {
    const std::lock_guard lock(mutex_);
    std::vector<NodePtr> nodes = sentinels_;
    for (const auto& [endpoint, node] : nodes_) nodes.push_back(node);
    return nodes;
}

std::string Client::trouble() const {
    const RoutesPtr known = routes();
    if (!known) {
        for (const auto& node : all_nodes()) {
            if (std::string trouble = node->trouble(); !trouble.empty()) return trouble;
        }
        return options_.address.text() + " is not connected yet";
    }
    for (const auto& node : known->nodes) {
        if (std::string trouble = node->trouble(); !trouble.empty()) return trouble;
    }
    if (known->slots && std::ranges::count(known->slots->owner, SlotMap::kNobody) > 0) {
        return "a part of Redis Cluster is down";
    }
    return {};
}

std::optional<Endpoint> Client::anybody() const {
    const RoutesPtr known = routes();
    if (!known) return std::nullopt;
    for (const auto& node : known->nodes) {
        if (auto peer = node->peer()) return peer;
    }
    return std::nullopt;
}

std::size_t Client::nodes_up() const {
    const RoutesPtr known = routes();
    return known ? static_cast<std::size_t>(
                       std::ranges::count_if(known->nodes, [](const NodePtr& node) { return node->is_up(); }))
                 : 0;
}

std::size_t Client::breakers_open() const {
    const RoutesPtr known = routes();
    return known ? static_cast<std::size_t>(std::ranges::count_if(
                       known->nodes, [](const NodePtr& node) { return node->is_open(); }))
                 : 0;
}

}  // namespace fairgate::redis
