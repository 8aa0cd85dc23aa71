#include "cli/messaging.hpp"

#include "checkout/order_paid.hpp"
#include "cli/broker.hpp"

#include <boost/asio/post.hpp>
#include <sys/resource.h>

namespace fairgate::cli {
namespace {

std::unique_ptr<rabbitmq::RabbitBus> make_broker(const BrokerOptions& options, Clock& clock, Random& random) {
    auto connection = broker_connection(options);
    if (!connection) return nullptr;
    return std::make_unique<rabbitmq::RabbitBus>(
        rabbitmq::BusSettings{.connection = std::move(*connection), .prefix = kBrokerPrefix}, clock, random);
}

MessageBus& chosen(LocalBus& bus, const std::unique_ptr<rabbitmq::RabbitBus>& broker) {
    if (broker) return *broker;
    return bus;
}

/// Lowers the priority of the calling thread.
void yield_to_others() {
    constexpr int kNiceness = 19;
    // Linux takes 0 for the thread, not the process. Not being allowed to changes nothing but the order of
    // work.
    static_cast<void>(setpriority(PRIO_PROCESS, 0, kNiceness));
}

}  // namespace

Messaging::Messaging(const ServeOptions& options, Sources sources, Clock& clock, Random& random)
    : mailer(make_mailer(options.mail, options.data)),
      bus(sources.stores.deliveries, clock, random, workers, {}),
      broker(make_broker(options.broker, clock, random)),
      relay(sources.stores.outbox, chosen(bus, broker), clock, random),
      inbox(sources.stores.inbox, clock),
      order_mailer(sources.orders, sources.catalog, sources.signer, *mailer, options.fees,
                   mail_settings(options.mail, options.own_url()), mail_renderer.get_executor()) {
    asio::post(mail_renderer, yield_to_others);
    auto mail = [this](Message message) { return order_mailer.handle(std::move(message)); };
    subscribe({"order-mail", kOrderPaidTopic, inbox.once("order-mail", std::move(mail))});
    if (broker) broker->on_connected([this] { relay.bus_is_back(); });
}

void Messaging::subscribe(Subscription subscription) {
    if (broker) broker->subscribe(subscription);
    bus.subscribe(std::move(subscription));
}

MessageBus& Messaging::sink() {
    return chosen(bus, broker);
}

void Messaging::start(EventLoops& loops) {
    bus.start(loops.first());
    if (broker) broker->start(loops.first());
    workers.spawn(loops.first(), relay.run());
}

void Messaging::start_publishing() {
    if (broker) broker->start_publishing();
}

void Messaging::stop(EventLoops& loops) {
    workers.cancel();
    loops.wait_for(workers.join());
    loops.wait_for(relay.drain());
    loops.wait_for(bus.drain(kStopMax));
    if (broker) {
        loops.wait_for(broker->drain(kStopMax));
        broker->stop();
    }
    // What is still being rendered reads settings of the mailers.
    mail_renderer.join();
    mailer.reset();
}

void Messaging::register_metrics(Metrics& metrics) {
    const auto gauge = [&metrics](const char* name, const char* help, auto read) {
        metrics.gauge(name, help, [read] { return static_cast<double>(read()); });
    };
    gauge("fairgate_outbox_waiting", "Messages not yet sent, as of the relay's last look",
          [this] { return relay.waiting(); });
    gauge("fairgate_outbox_sent", "Messages sent since the start", [this] { return relay.sent(); });
    gauge("fairgate_outbox_failures", "Batches of messages that could not be sent since the start",
          [this] { return relay.failures(); });
    gauge("fairgate_message_retries", "Failed attempts to handle a message that are repeated",
          [this] { return retries(); });
    gauge("fairgate_messages_dead", "Messages given up since the start", [this] { return dead(); });
    if (!broker) return;
    gauge("fairgate_rabbitmq_connected", "1 while the broker can be reached",
          [this] { return broker->is_connected(); });
    gauge("fairgate_rabbitmq_published", "Messages published since the start",
          [this] { return broker->counts().published.load(); });
    gauge("fairgate_rabbitmq_confirmed", "Messages that the broker confirmed since the start",
          [this] { return broker->counts().confirmed.load(); });
    gauge("fairgate_rabbitmq_returned", "Messages that no queue took since the start",
          [this] { return broker->counts().returned.load(); });
    gauge("fairgate_rabbitmq_consumed", "Messages delivered by the broker since the start",
          [this] { return broker->consumed(); });
    gauge("fairgate_rabbitmq_retries", "Failed attempts to handle a message of the broker that are repeated",
          [this] { return broker->retries(); });
    gauge("fairgate_rabbitmq_dead", "Messages of the broker given up since the start",
          [this] { return broker->dead(); });
}

std::vector<std::string> Messaging::troubles() const {
    if (!broker || broker->is_connected()) return {};
    return {broker->where() + " cannot be reached: messages wait."};
}

}  // namespace fairgate::cli
