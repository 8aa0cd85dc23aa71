#pragma once

#include "adapters/rabbitmq/rabbit_bus.hpp"
#include "adapters/rabbitmq/rabbit_dead_letters.hpp"
#include "contract/notify/message_bus_contract.hpp"
#include "support/rabbit_server.hpp"

#include <spdlog/spdlog.h>

namespace fairgate::testing {

/// A bus with names of its own on a broker.
class RabbitHouse final : public BusUnderTest {
  public:
    explicit RabbitHouse(BackgroundLoop& loop, const std::string& url = RabbitServer::shared_url(),
                         DeliveryRules rules = kHastyRules, std::string prefix = RabbitServer::new_prefix())
        : loop_(loop),
          prefix_(std::move(prefix)),
          connection_{.address = rabbitmq::parse_address(url)},
          bus_({connection_, prefix_, rules}, clock_, random_),
          dead_(connection_, prefix_) {
        // ThreadSanitizer does not see what guards the making of spdlog's registry, which two threads would
        // race to.
        spdlog::set_level(spdlog::level::warn);
    }
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
    const std::string prefix_;
    const rabbitmq::ConnectionSettings connection_;
    rabbitmq::RabbitBus bus_;
    rabbitmq::RabbitDeadLetters dead_;
};

}  // namespace fairgate::testing
