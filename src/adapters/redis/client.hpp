#pragma once

#include "adapters/redis/node.hpp"
#include "adapters/redis/script.hpp"
#include "adapters/redis/slots.hpp"
#include "base/task_group.hpp"

#include <map>

namespace fairgate::redis {

struct ClientOptions {
    Address address;
    std::chrono::milliseconds command_max = std::chrono::milliseconds{250};
    /// Commands of one loop that may wait for their answers; more fail at once.
    std::size_t outstanding_max = 16'384;
    BreakerRules breaker{.failures_max = 5, .open_for = std::chrono::seconds{1}};
};

/// Redis as the rest of the adapter sees it: single, behind Sentinel or a cluster. Finds out by itself where
/// a key lives, and comes back by itself from whatever happened there.
///
/// Commands of one loop share a connection, and go out together. Nobody waits for a server that is known to
/// be away: it fails at once.
///
/// Thread-safe. Runs from `start` to `close`, which must come before the executors end.
class Client {
  public:
    /// How often time-outs, lost connections and breakers are seen to.
    static constexpr std::chrono::milliseconds kTick{25};
    /// How often it is asked who has which keys; more often while somebody is away.
    static constexpr std::chrono::seconds kRefreshInterval{15};
    static constexpr std::chrono::milliseconds kRefreshPause{250};
    /// Redirections of one command that are followed.
    static constexpr int kHopsMax = 5;
    static constexpr std::size_t kNodesMax = 1'024;

    Client(ClientOptions options, std::vector<asio::any_io_executor> executors, Clock& clock, Random& random);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void start();
    Task<void> close();

    /// What Redis answers to `words`, which are about `key`. Throws Unreachable or Refused.
    Task<Reply> run(Words words, std::string key);
    /// Runs a script by its name, and tells its text only where that is not known. All keys must live in one
    /// slot. Throws Unreachable or Refused.
    Task<Reply> run(const Script& script, std::vector<std::string> keys, std::vector<std::string> arguments);

    /// Why some keys cannot be asked for; empty when all is well.
    std::string trouble() const;
    /// Some server that tells what is published, with the number of its host; empty while none is up.
    std::optional<Endpoint> anybody() const;

    const ClientOptions& options() const { return options_; }
    LinkOptions link_options() const { return link_options_; }
    const LinkFigures& figures() const { return figures_; }
    LinkFigures& figures() { return figures_; }
    /// For metrics.
    std::size_t nodes_up() const;
    std::size_t breakers_open() const;

  private:
    /// Who has which keys. Immutable.
    struct Routes {
        std::vector<NodePtr> nodes;
        /// Empty when one node has all.
        std::optional<SlotMap> slots;
    };
    using RoutesPtr = std::shared_ptr<const Routes>;

    RoutesPtr routes() const;
    NodePtr node_for(std::string_view key) const;
    NodePtr node_at(const Endpoint& endpoint);
    NodePtr make_node(const Endpoint& endpoint, const LinkOptions& options);
    void set_routes(std::vector<Endpoint> endpoints, std::optional<SlotMap> slots);
    Task<Reply> follow(Words words, std::string key);

    Task<void> watch();
    Task<void> probe(NodePtr node);
    Task<void> close_retired();
    bool refresh_is_due() const;
    Task<void> refresh();
    Task<void> refresh_once();
    Task<bool> ask_for_routes(NodePtr node);
    Task<bool> ask_sentinel(NodePtr sentinel);
    Task<bool> ask_member(NodePtr member);
    std::vector<NodePtr> all_nodes() const;

    const ClientOptions options_;
    const LinkOptions link_options_;
    /// Sentinels have no databases, and passwords of their own.
    const LinkOptions sentinel_options_;
    const std::vector<asio::any_io_executor> executors_;
    const asio::any_io_executor strand_;
    Clock& clock_;
    Random& random_;
    LinkFigures figures_;
    TaskGroup group_{"redis"};
    std::atomic<bool> refresh_wanted_ = true;
    // On the strand alone.
    bool refreshing_ = false;
    Timestamp refreshed_at_{};

    mutable std::mutex mutex_;
    bool closed_ = false;
    std::map<Endpoint, NodePtr> nodes_;
    std::vector<NodePtr> sentinels_;
    /// To be closed.
    std::vector<NodePtr> retired_;
    RoutesPtr routes_;
};

}  // namespace fairgate::redis
