#pragma once

#include "adapters/rabbitmq/rabbit_bus.hpp"
#include "adapters/rabbitmq/rabbit_dead_letters.hpp"
#include "contract/notify/message_bus_contract.hpp"
#include "support/rabbit_server.hpp"

namespace fairgate::testing {

/// A bus with names of its own on a broker.
class RabbitHouse final : public BusUnderTest {
  public:
    explicit RabbitHouse(BackgroundLoop& loop, std::string url = RabbitServer::shared_url(),
                         DeliveryRules rules = kHastyRules)
        : loop_(loop),
          connection_{.address = rabbitmq::parse_address(std::move(url))},
          bus_({connection_, prefix_, rules}, clock_, random_),
          dead_(connection_, prefix_) {}
    ~RabbitHouse() override { stop(); }

    rabbitmq::RabbitBus& bus() override { return bus_; }
    DeadLetters& dead_letters() override { return dead_; }
    void start(std::vector<Subscription> subscriptions) override {
        for (auto& subscription : subscriptions) bus_.subscribe(std::move(subscription));
        bus_.start(loop_.executor());
    }
    void stop(std::chrono::milliseconds limit = std::chrono::seconds{10}) {
        loop_.run(bus_.drain(limit));
        bus_.stop();
    }

    const rabbitmq::ConnectionSettings& connection() const { return connection_; }
    const std::string& prefix() const { return prefix_; }

  private:
    BackgroundLoop& loop_;
    SystemClock clock_;
    SystemRandom random_;
    const std::string prefix_ = RabbitServer::new_prefix();
    const rabbitmq::ConnectionSettings connection_;
    rabbitmq::RabbitBus bus_;
    rabbitmq::RabbitDeadLetters dead_;
};

}  // namespace fairgate::testing
