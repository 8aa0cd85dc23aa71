#include "cli/messaging.hpp"

#include "checkout/order_paid.hpp"

namespace fairgate::cli {

Messaging::Messaging(const ServeOptions& options, Sources sources, Clock& clock, Random& random)
    : mailer(make_mailer(options.mail, options.data)),
      bus(sources.stores.deliveries, clock, random, workers, {}),
      relay(sources.stores.outbox, bus, clock, random),
      inbox(sources.stores.inbox, clock),
      order_mailer(sources.orders, sources.catalog, sources.signer, *mailer, options.fees,
                   mail_settings(options.mail, options.own_url())) {
    auto mail = [this](Message message) { return order_mailer.handle(std::move(message)); };
    bus.subscribe({"order-mail", kOrderPaidTopic, inbox.once("order-mail", std::move(mail))});
}

void Messaging::start(EventLoops& loops) {
    bus.start(loops.first());
    workers.spawn(loops.first(), relay.run());
    workers.spawn(loops.first(), inbox.run());
}

void Messaging::stop(EventLoops& loops) {
    workers.cancel();
    loops.wait_for(workers.join());
    loops.wait_for(relay.drain());
    loops.wait_for(bus.drain(kStopMax));
    mailer.reset();
}

}  // namespace fairgate::cli
