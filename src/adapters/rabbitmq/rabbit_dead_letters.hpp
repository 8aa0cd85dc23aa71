#pragma once

#include "adapters/rabbitmq/topology.hpp"
#include "notify/message_bus.hpp"

#include <boost/asio/thread_pool.hpp>

namespace fairgate::rabbitmq {

/// Dead letters in a broker's queue. Whoever looks takes them all for a moment, so two who look at once see
/// different ones. Every call makes a connection of its own, on a thread of its own, and throws BrokerError.
class RabbitDeadLetters final : public DeadLetters {
  public:
    RabbitDeadLetters(ConnectionSettings settings, std::string prefix);
    ~RabbitDeadLetters() override;

    Task<std::vector<DeadLetter>> list(std::uint32_t limit) override;
    Task<std::uint32_t> replay(std::optional<std::string> message, Timestamp now) override;

  private:
    std::vector<DeadLetter> read(std::uint32_t limit) const;
    std::uint32_t move(const std::optional<std::string>& message) const;
    void put_back(Connection& connection, Taken letter) const;

    const ConnectionSettings settings_;
    const Topology topology_;
    asio::thread_pool thread_{1};
};

}  // namespace fairgate::rabbitmq
