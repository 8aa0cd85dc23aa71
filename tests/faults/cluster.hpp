#pragma once

#include "faults/browser.hpp"
#include "faults/hall.hpp"
#include "faults/mails.hpp"
#include "faults/store.hpp"
#include "support/cutting_proxy.hpp"
#include "support/postgres_server.hpp"
#include "support/rabbit_server.hpp"
#include "support/redis_server.hpp"
#include "support/temporary_folder.hpp"

#include <array>
#include <optional>

namespace fairgate::faults {

/// Three nodes on a PostgreSQL, a Redis and a RabbitMQ of their own. Between the second node and PostgreSQL
/// stands a proxy, and between the third one and both of the others.
///
/// Thread-safe as far as its members are; nodes are started on the thread that outlives them.
class Cluster {
  public:
    static constexpr std::size_t kNodes = 3;
    /// So short that shoppers see holds end.
    static constexpr std::chrono::seconds kHold{3};

    /// With an event for each entry of `seats`. `options` are for every node.
    explicit Cluster(const std::vector<std::uint32_t>& seats, std::vector<std::string> options = {},
                     std::chrono::seconds hold = kHold);

    Server& node(std::size_t number) { return *nodes_[number]; }
    /// For visitors, who wait no longer than what stands in front of real nodes.
    Doors doors() const;
    /// Its own, for what a test adds.
    const std::filesystem::path& folder() const { return folder_.path(); }
    const std::vector<Show>& shows() const { return shows_; }

    testing::PostgresServer& postgres() { return postgres_; }
    testing::RedisServer& redis() { return redis_; }
    testing::RabbitServer& rabbit() { return rabbit_; }
    testing::CuttingProxy& to_postgres() { return *to_postgres_; }
    testing::CuttingProxy& to_redis() { return *to_redis_; }
    testing::CuttingProxy& to_rabbit() { return *to_rabbit_; }

    /// As psql answers, behind the nodes' backs.
    std::string change_store(const std::string& sql) const { return database_.sql(sql); }
    StoreContents read() const { return read_database(database_.dsn(), ledger()); }
    /// Orders that some node has yet to finish.
    std::size_t open_orders() const;
    /// Paid orders whose buyers have got no mail.
    std::size_t missing_mails() const;
    /// Such of them that nobody is going to send one: it is said to have been sent, or its message waits in
    /// no outbox and nobody has claimed it, neither a living node nor a dead one.
    std::size_t lost_mails() const;
    /// Messages that a node has begun to handle and not finished, dead ones among them.
    std::size_t claimed_mails() const;
    /// What all nodes have sent.
    Mails mails() const;
    Kills kills() const;
    /// What `fairgate audit` finds; empty when all is well.
    std::string audit() const;
    /// What the nodes wrote last since they started.
    std::string logs() const;

  private:
    std::filesystem::path ledger() const { return folder_.path() / "ledger"; }
    void add_node(const std::string& database, int redis_port, unsigned short rabbit_port);
    void make_proxies();
    std::size_t count(const char* sql) const;

    std::vector<std::string> options_;
    std::chrono::seconds hold_;
    testing::TemporaryFolder folder_;
    testing::TemporaryFolder between_;
    testing::PostgresServer postgres_;
    testing::PostgresDatabase database_{postgres_.folder()};
    testing::RedisServer redis_;
    testing::RabbitServer rabbit_;
    std::optional<testing::CuttingProxy> to_postgres_;
    std::optional<testing::CuttingProxy> to_redis_;
    std::optional<testing::CuttingProxy> to_rabbit_;
    std::vector<Show> shows_;
    std::vector<std::unique_ptr<Server>> nodes_;
};

}  // namespace fairgate::faults
