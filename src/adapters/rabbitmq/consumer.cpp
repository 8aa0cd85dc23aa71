#include "adapters/rabbitmq/consumer.hpp"

namespace fairgate::rabbitmq {

Consumer::Consumer(const Topology& topology, ConnectionSettings settings, Random& random,
                   std::uint16_t prefetch, Receive receive)
    : topology_(topology),
      prefetch_(prefetch),
      receive_(std::move(receive)),
      link_("consuming", std::move(settings), random, *this) {}

void Consumer::connected(Connection& connection) {
    {
        const std::lock_guard lock(mutex_);
        ++connection_;
        acks_.clear();
    }
    for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
        const auto channel = static_cast<Channel>(i + 1);
        connection.open_channel(channel);
        if (i == 0) topology_.declare(connection, channel);
        connection.consume(channel, topology_.queue(subscriptions_[i]), prefetch_);
    }
}

void Consumer::work(Connection& connection) {
    std::vector<Receipt> acks;
    {
        const std::lock_guard lock(mutex_);
        acks.swap(acks_);
    }
    for (const auto& receipt : acks) connection.ack(receipt.channel, receipt.tag);
}

void Consumer::happened(Connection&, Event event) {
    auto* delivered = std::get_if<Delivered>(&event);
    if (!delivered || is_paused_) return;
    ++consumed_;
    // Only this thread changes connection_.
    receive_(delivered->channel - 1U, std::move(delivered->envelope),
             {connection_, delivered->channel, delivered->tag});
}

void Consumer::lost(const std::string&) {
    const std::lock_guard lock(mutex_);
    if (connection_ % 2 == 1) ++connection_;
    acks_.clear();
}

void Consumer::ack(Receipt receipt) {
    {
        const std::lock_guard lock(mutex_);
        if (receipt.connection != connection_) return;
        acks_.push_back(receipt);
    }
    link_.wake();
}

bool Consumer::is_current(const Receipt& receipt) const {
    const std::lock_guard lock(mutex_);
    return receipt.connection == connection_;
}

}  // namespace fairgate::rabbitmq
