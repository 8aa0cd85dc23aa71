#include "adapters/rabbitmq/rabbit_dead_letters.hpp"

#include "base/run_on.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate::rabbitmq {
namespace {

constexpr Channel kChannel = 1;

DeadLetter letter_of(Envelope envelope) {
    return {std::move(envelope.queue), std::move(envelope.message), std::move(envelope.reason),
            envelope.attempts, envelope.died_at};
}

/// True when the broker has put it into a queue.
bool is_safe(Connection& connection) {
    bool is_routed = true;
    for (;;) {
        const Event event = connection.await_event();
        if (std::holds_alternative<Returned>(event)) is_routed = false;
        if (const auto* confirm = std::get_if<Confirm>(&event)) return is_routed && confirm->positive;
    }
}

}  // namespace

RabbitDeadLetters::RabbitDeadLetters(ConnectionSettings settings, std::string prefix)
    : settings_(std::move(settings)), topology_(std::move(prefix), {}) {}

RabbitDeadLetters::~RabbitDeadLetters() {
    thread_.join();
}

Task<std::vector<DeadLetter>> RabbitDeadLetters::list(std::uint32_t limit) {
    return run_on(thread_.get_executor(), [this, limit] { return read(limit); });
}

Task<std::uint32_t> RabbitDeadLetters::replay(std::optional<std::string> message, Timestamp) {
    return run_on(thread_.get_executor(), [this, message = std::move(message)] { return move(message); });
}

std::vector<DeadLetter> RabbitDeadLetters::read(std::uint32_t limit) const {
    Connection connection(settings_);
    connection.open_channel(kChannel);
    topology_.declare_dead(connection, kChannel);
    std::vector<DeadLetter> letters;
    while (letters.size() < limit) {
        auto taken = connection.get(kChannel, topology_.dead_queue());
        if (!taken) break;
        letters.push_back(letter_of(std::move(taken->envelope)));
    }
    connection.requeue_all(kChannel);
    connection.close();
    std::ranges::sort(letters, {}, &DeadLetter::died_at);
    return letters;
}

std::uint32_t RabbitDeadLetters::move(const std::optional<std::string>& message) const {
    Connection connection(settings_);
    connection.open_channel(kChannel);
    topology_.declare_dead(connection, kChannel);
    connection.select_confirms(kChannel);
    std::uint32_t moved = 0;
    std::uint32_t seen = 0;
    // What dies again meanwhile is not replayed again.
    std::optional<std::uint32_t> count;
    while (!count || seen < *count) {
        auto taken = connection.get(kChannel, topology_.dead_queue());
        if (!taken) break;
        count = count.value_or(taken->left + 1);
        ++seen;
        if (message && taken->envelope.message.id != *message) continue;
        put_back(connection, std::move(*taken));
        ++moved;
    }
    connection.requeue_all(kChannel);
    connection.close();
    return moved;
}

void RabbitDeadLetters::put_back(Connection& connection, Taken letter) const {
    const std::string name = letter.envelope.queue;
    connection.publish(kChannel, topology_.to_queue(name, std::move(letter.envelope.message)));
    if (!is_safe(connection)) {
        throw BrokerError(fmt::format("{} has no queue {}: its messages stay dead letters",
                                      settings_.address.text(), topology_.queue(name)));
    }
    connection.ack(kChannel, letter.tag);
}

}  // namespace fairgate::rabbitmq
