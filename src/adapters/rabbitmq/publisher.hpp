#pragma once

#include "adapters/rabbitmq/link.hpp"
#include "adapters/rabbitmq/topology.hpp"
#include "base/stopwatch.hpp"
#include "base/suspend.hpp"
#include "notify/message_bus.hpp"

#include <deque>
#include <map>
#include <mutex>

namespace fairgate::rabbitmq {

/// Publishes, and says for each message whether the broker has it.
///
/// Thread-safe. While the broker is away publishing fails at once, save that a first attempt to connect is
/// waited for.
class Publisher final : LinkUser {
  public:
    static constexpr std::size_t kWaitingMax = 1'000;
    /// Messages on their way at most.
    static constexpr std::size_t kUnconfirmedMax = 1'000;
    static constexpr std::chrono::seconds kConfirmMax{10};

    struct Counts {
        std::atomic<std::uint64_t> published = 0;
        std::atomic<std::uint64_t> confirmed = 0;
        std::atomic<std::uint64_t> returned = 0;
    };

    /// `on_connected` is called, on a thread of the publisher's, whenever the broker can be reached again.
    Publisher(const Topology& topology, ConnectionSettings settings, Random& random,
              std::function<void()> on_connected);
    ~Publisher() override { stop(); }

    void start() { link_.start(); }
    /// What is not confirmed then is as good as lost. Blocks.
    void stop() { link_.stop(); }

    /// One outcome for each message. Throws BrokerError when it is not known whether the broker has them.
    Task<std::vector<PublishOutcome>> publish(std::vector<Outgoing> messages);

    bool is_connected() const { return link_.is_connected(); }
    const Counts& counts() const { return counts_; }

  private:
    /// Messages of one caller.
    struct Job {
        std::vector<Outgoing> messages;
        Resume<std::vector<PublishOutcome>> resume;
        std::vector<PublishOutcome> outcomes;
        std::size_t unconfirmed = 0;
        bool is_refused = false;
    };
    using JobPtr = std::shared_ptr<Job>;
    struct Unconfirmed {
        JobPtr job;
        std::size_t index = 0;
        Stopwatch since;
    };

    void connected(Connection& connection) override;
    void work(Connection& connection) override;
    void happened(Connection& connection, Event event) override;
    void lost(const std::string& why) override;

    void enqueue(JobPtr job);
    JobPtr next_job();
    void send(Connection& connection, const JobPtr& job);
    void confirm(const Confirm& confirm);
    void confirm_one(const Unconfirmed& message, bool positive);
    void give_back(const Returned& returned);

    const Topology& topology_;
    std::function<void()> on_connected_;
    Counts counts_;
    /// Used on the link's thread alone.
    std::map<std::uint64_t, Unconfirmed> unconfirmed_;
    std::uint64_t last_tag_ = 0;

    std::mutex mutex_;
    std::deque<JobPtr> waiting_;
    /// Why the broker is away; empty while it is there, or was never tried.
    std::string away_;
    Link link_;
};

}  // namespace fairgate::rabbitmq
