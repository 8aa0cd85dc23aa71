#pragma once

#include "cli/event_loops.hpp"
#include "cli/options.hpp"
#include "cli/stores.hpp"
#include "notify/inbox.hpp"
#include "notify/local_bus.hpp"
#include "notify/order_mailer.hpp"
#include "notify/outbox_relay.hpp"

namespace fairgate::cli {

/// Messages from the outbox through the bus to those who handle them. Members stand in the order in which
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
    /// Finishes what was begun, within kStopMax; messages that were not handled stay in the store.
    void stop(EventLoops& loops);

    std::unique_ptr<Mailer> mailer;
    TaskGroup workers{"messages"};
    LocalBus bus;
    OutboxRelay relay;
    Inbox inbox;
    OrderMailer order_mailer;
};

}  // namespace fairgate::cli
