#include "faults/chaos.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <thread>

namespace fairgate::faults {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kWoundsMax = 3;
/// Longer than a hold and than a payment may take.
constexpr milliseconds kFrozenMax{5'000};
constexpr milliseconds kDeadMax{2'500};
constexpr milliseconds kDelay{120};

constexpr const char* kRabbit = "RabbitMQ";
constexpr const char* kPostgres = "PostgreSQL";
constexpr const char* kToPostgres = "the way to PostgreSQL";
/// How PostgreSQL says that it has committed, and a broker that it has a message (basic.ack).
constexpr const char* kCommitted = "COMMIT";
constexpr std::string_view kConfirmed("\0\x3c\0\x50", 4);
/// An answer of one line of Redis.
constexpr const char* kRedisAnswer = "\r\n";

}  // namespace

Chaos::Chaos(Cluster& cluster, std::uint64_t seed) : cluster_(cluster), random_(seed) {
    add_faults_of_nodes();
    add_faults_of_engines();
    add_faults_between(kToPostgres, cluster_.to_postgres(), kCommitted);
    add_faults_between("the way to RabbitMQ", cluster_.to_rabbit(), std::string(kConfirmed));
    add_faults_between("the way to Redis", cluster_.to_redis(), kRedisAnswer);
}

void Chaos::add_faults_of_nodes() {
    for (std::size_t i = 0; i < Cluster::kNodes; ++i) {
        Server& node = cluster_.node(i);
        const auto name = fmt::format("node {}", i);
        faults_.push_back({"kill " + name,
                           name,
                           kDeadMax,
                           [&node] { node.kill(); },
                           [this, &node] { start_again(node); },
                           {kPostgres, kToPostgres}});
        faults_.push_back(
            {"freeze " + name, name, kFrozenMax, [&node] { node.freeze(); }, [&node] { node.thaw(); }});
    }
}

void Chaos::add_faults_of_engines() {
    auto& postgres = cluster_.postgres();
    auto& redis = cluster_.redis();
    auto& rabbit = cluster_.rabbit();
    faults_.push_back({"kill PostgreSQL", kPostgres, kDeadMax, [&postgres] { postgres.kill(); },
                       [&postgres] { postgres.resume(); }});
    faults_.push_back(
        {"kill Redis", "Redis", kDeadMax, [&redis] { redis.kill(); }, [&redis] { redis.resume(); }});
    faults_.push_back(
        {"wipe Redis", "Redis", milliseconds{0}, [&redis] { redis.command({"FLUSHALL"}); }, [] {}});
    faults_.push_back({"kill RabbitMQ", kRabbit, kDeadMax, [&rabbit] { rabbit.kill(); },
                       [this, &rabbit] {
                           broker_starts_ = std::async(std::launch::async, [&rabbit] { rabbit.resume(); });
                       }});
}

void Chaos::add_faults_between(const std::string& victim, testing::CuttingProxy& proxy, std::string answer) {
    const auto add = [&](const std::string& what, milliseconds lasts_max, std::function<void()> strike,
                         std::function<void()> heal) {
        faults_.push_back({what + " " + victim, victim, lasts_max, std::move(strike), std::move(heal)});
    };
    const auto nothing = [] {};
    add("cut", milliseconds{0}, [&proxy] { proxy.cut(); }, nothing);
    add("take away", kDeadMax, [&proxy] { proxy.take_away(); }, [&proxy] { proxy.bring_back(); });
    add("delay", kDeadMax, [&proxy] { proxy.delay(kDelay); }, [&proxy] { proxy.delay(milliseconds{0}); });
    add("stall", kFrozenMax, [&proxy] { proxy.stall(); }, [&proxy] { proxy.go_on(); });
    add("half open", kDeadMax, [&proxy] { proxy.half_open(); }, [&proxy] { proxy.cut(); });
    add("lose an answer on", milliseconds{0}, [&proxy, answer] { proxy.lose_answer_with(answer); }, nothing);
}

void Chaos::rage(milliseconds time) {
    constexpr int kPauseMax = 400;
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
        heal(std::chrono::steady_clock::now());
        if (wounds_.size() < kWoundsMax) strike();
        std::this_thread::sleep_for(milliseconds{20 + roll(kPauseMax)});
    }
    // First all but what needs something else.
    while (!wounds_.empty()) heal(Moment::max());
    if (broker_starts_.valid()) broker_starts_.get();
    note("all is well");
}

void Chaos::strike() {
    const Fault& fault = faults_[static_cast<std::size_t>(roll(static_cast<int>(faults_.size())))];
    if (is_wounded(fault.victim)) return;
    note(fault.name);
    fault.strike();
    const auto lasts = milliseconds{roll(static_cast<int>(fault.lasts_max.count()) + 1)};
    wounds_.push_back({&fault, std::chrono::steady_clock::now() + lasts});
}

void Chaos::heal(Moment until) {
    std::vector<Wound> due;
    std::ranges::copy_if(wounds_, std::back_inserter(due),
                         [&](const Wound& wound) { return can_heal(wound, until); });
    for (const auto& wound : due) {
        note("end: " + wound.fault->name);
        wound.fault->heal();
        std::erase_if(wounds_, [&](const Wound& other) { return other.fault == wound.fault; });
    }
}

bool Chaos::can_heal(const Wound& wound, Moment until) {
    return wound.heals_at <= until && std::ranges::none_of(wound.fault->needs, [this](const auto& victim) {
               return is_wounded(victim);
           });
}

/// Whoever looks after a node does so again when it meets an answer that gets lost.
void Chaos::start_again(Server& node) {
    constexpr int kTriesMax = 5;
    for (int tries = 1;; ++tries) {
        try {
            node.start();
            return;
        } catch (const std::exception& error) {
            note(error.what());
            if (tries == kTriesMax) throw;
        }
    }
}

bool Chaos::is_wounded(const std::string& victim) {
    if (victim == kRabbit && broker_starts_.valid()) {
        if (broker_starts_.wait_for(milliseconds{0}) != std::future_status::ready) return true;
        broker_starts_.get();
    }
    return std::ranges::any_of(wounds_, [&](const Wound& wound) { return wound.fault->victim == victim; });
}

void Chaos::note(const std::string& what) {
    const auto since = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began_);
    history_ += fmt::format("{:6} ms  {}\n", since.count(), what);
}

}  // namespace fairgate::faults
