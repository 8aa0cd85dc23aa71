#pragma once

#include "faults/cluster.hpp"

#include <functional>
#include <future>
#include <random>

namespace fairgate::faults {

/// Does bad things to a cluster at random, and makes all of them good. Use on the thread that started the
/// nodes.
class Chaos {
  public:
    Chaos(Cluster& cluster, std::uint64_t seed);

    /// For so long; returns when everything lives again.
    void rage(std::chrono::milliseconds time);

    /// What was done, a line each.
    const std::string& history() const { return history_; }

  private:
    using Milliseconds = std::chrono::milliseconds;
    using Moment = std::chrono::steady_clock::time_point;

    struct Fault {
        std::string name;
        /// At most one fault at a time of each.
        std::string victim;
        Milliseconds lasts_max;
        std::function<void()> strike;
        std::function<void()> heal;
        /// Victims that must be well before this can be healed.
        std::vector<std::string> needs = {};
    };
    struct Wound {
        const Fault* fault;
        Moment heals_at;
    };

    void add_faults_of_nodes();
    void add_faults_of_engines();
    void add_faults_between(const std::string& victim, testing::CuttingProxy& proxy, std::string answer);
    void strike();
    void heal(Moment until);
    bool can_heal(const Wound& wound, Moment until);
    bool is_wounded(const std::string& victim);
    void start_again(Server& node);
    void note(const std::string& what);
    int roll(int below) { return std::uniform_int_distribution(0, below - 1)(random_); }

    Cluster& cluster_;
    std::mt19937_64 random_;
    Moment began_ = std::chrono::steady_clock::now();
    std::vector<Fault> faults_;
    std::vector<Wound> wounds_;
    /// A broker takes seconds to start, in which other things go wrong too.
    std::future<void> broker_starts_;
    std::string history_;
};

}  // namespace fairgate::faults
