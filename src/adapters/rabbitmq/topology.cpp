#include "adapters/rabbitmq/topology.hpp"

#include "base/assert.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate::rabbitmq {
namespace {

constexpr const char* kDefaultExchange = "";
/// Looking at dead letters takes and returns them, which must not wear them out.
constexpr std::uint32_t kUnlimited = 1'000'000'000;

std::vector<std::chrono::milliseconds> pauses_of(const Backoff& backoff) {
    std::vector<std::chrono::milliseconds> pauses{backoff.first};
    while (pauses.back() < backoff.longest && pauses.size() < Topology::kPausesMax) {
        pauses.push_back(std::min(pauses.back() * 2, backoff.longest));
    }
    return pauses;
}

}  // namespace

Topology::Topology(std::string prefix, const DeliveryRules& rules)
    : prefix_(std::move(prefix)), attempts_max_(rules.attempts_max), pauses_(pauses_of(rules.backoff)) {}

void Topology::add_queue(std::string name, std::string topic) {
    queues_.push_back({std::move(name), std::move(topic)});
}

void Topology::add_pause(std::chrono::milliseconds pause) {
    if (std::ranges::find(pauses_, pause) == pauses_.end()) more_pauses_.push_back(pause);
}

void Topology::declare(Connection& connection, Channel channel) const {
    declare_dead(connection, channel);
    connection.declare_exchange(channel, prefix_, "topic");
    for (const auto& [name, topic] : queues_) {
        // A message that kills whoever handles it never comes back with its attempts counted.
        connection.declare_queue(
            channel, queue(name),
            {.deliveries_max = attempts_max_, .passes_on = true, .dead_key = dead_queue()});
        connection.bind(channel, queue(name), prefix_, topic);
    }
    for (const auto pause : pauses_) declare_wait(connection, channel, pause);
    for (const auto pause : more_pauses_) declare_wait(connection, channel, pause);
}

void Topology::declare_dead(Connection& connection, Channel channel) const {
    connection.declare_queue(channel, dead_queue(), {.deliveries_max = kUnlimited});
}

void Topology::declare_wait(Connection& connection, Channel channel, std::chrono::milliseconds pause) const {
    const auto name = wait(pause);
    // Behind a fanout exchange the routing key is free to say where the message goes on to.
    connection.declare_exchange(channel, name, "fanout");
    connection.declare_queue(channel, name, {.ttl = pause, .deliveries_max = kUnlimited, .passes_on = true});
    connection.bind(channel, name, name, "");
}

Outgoing Topology::to_subscribers(Message message) const {
    std::string topic = message.topic;
    return {prefix_, std::move(topic), {std::move(message)}};
}

Outgoing Topology::to_queue(const std::string& name, Message message) const {
    return {kDefaultExchange, queue(name), {std::move(message)}};
}

Outgoing Topology::to_next_attempt(const std::string& name, Envelope envelope) const {
    const auto pause = pause_after(envelope.attempts);
    return {wait(pause), queue(name), {std::move(envelope.message), envelope.attempts}};
}

Outgoing Topology::to_later(const std::string& name, Message message, std::chrono::milliseconds pause) const {
    return {wait(pause), queue(name), {std::move(message)}};
}

Outgoing Topology::to_the_dead(Envelope envelope) const {
    return {kDefaultExchange, dead_queue(), std::move(envelope)};
}

std::string Topology::queue(const std::string& name) const {
    return fmt::format("{}.queue.{}", prefix_, name);
}

std::string Topology::dead_queue() const {
    return prefix_ + ".dead";
}

std::string Topology::wait(std::chrono::milliseconds pause) const {
    return fmt::format("{}.wait.{}", prefix_, pause.count());
}

std::chrono::milliseconds Topology::pause_after(std::uint32_t attempts) const {
    FAIRGATE_ASSERT(attempts > 0);
    return pauses_[std::min<std::size_t>(attempts, pauses_.size()) - 1];
}

}  // namespace fairgate::rabbitmq
