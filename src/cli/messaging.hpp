#pragma once

#include "adapters/rabbitmq/rabbit_bus.hpp"
#include "cli/event_loops.hpp"
#include "cli/options.hpp"
#include "cli/stores.hpp"
#include "notify/inbox.hpp"
#include "notify/local_bus.hpp"
#include "notify/order_mailer.hpp"
#include "notify/outbox_relay.hpp"

#include <boost/asio/thread_pool.hpp>

namespace fairgate::cli {

/// Messages from the outbox through a bus to those who handle them: through a broker where there is one, else
/// through queues in the store. Members stand in the order in which
/// they depend on each other; lives in Services.
struct Messaging {
    /// What the handlers work with; all of it outlives this.
    struct Sources {
        MessageStores stores;
        OrderStore& orders;
        Catalog& catalog;
        const TicketSigner& signer;
    };

    Messaging(const ServeOptions& options, Sources sources, Clock& clock, Random& random);

    /// How long a mail that is being sent may keep the server from stopping.
    static constexpr std::chrono::seconds kStopMax{10};

    void start(EventLoops& loops);
    /// On a node that handles no messages.
    void start_publishing();
    /// Finishes what was begun, within kStopMax; messages that were not handled stay in the store.
    void stop(EventLoops& loops);

    /// Before `start`.
    void subscribe(Subscription subscription);
    /// Where messages go that need no outbox.
    MessageBus& sink();

    /// Over all buses, since the start.
    std::uint64_t retries() const { return bus.retries() + (broker ? broker->retries() : 0); }
    std::uint64_t dead() const { return bus.dead() + (broker ? broker->dead() : 0); }
    void register_metrics(Metrics& metrics);
    /// What does not work that the server can do without for a while.
    std::vector<std::string> troubles() const;

    std::unique_ptr<Mailer> mailer;
    TaskGroup workers{"messages"};
    /// Runs beside a broker too: what was queued in the store before there was one is handled all the same.
    LocalBus bus;
    std::unique_ptr<rabbitmq::RabbitBus> broker;
    OutboxRelay relay;
    Inbox inbox;
    /// Sales come first: it has a lower priority than the loops.
    asio::thread_pool mail_renderer{1};
    OrderMailer order_mailer;
};

}  // namespace fairgate::cli
