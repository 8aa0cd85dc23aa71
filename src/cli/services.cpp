#include "cli/services.hpp"

#include "cli/cli_error.hpp"

#include <fmt/format.h>

namespace fairgate::cli {
namespace {

CheckoutRules checkout_rules_of(const ServeOptions& options) {
    CheckoutRules rules;
    rules.payment_limit = std::chrono::seconds{options.payment_seconds};
    rules.fees = options.fees;
    rules.takes_card_numbers = !options.payments.is_stripe();
    return rules;
}

/// With keys of its own a node would sell tickets that no door takes, and know nobody from the other nodes.
ServerKeys open_keys(const std::filesystem::path& folder, Stores& stores, EventLoops& loop) {
    const bool had_keys = ServerKeys::load(folder).has_value();
    ServerKeys keys = ServerKeys::load_or_create(folder);
    const std::string expected = loop.wait_for(stores.keys_of_all(keys.fingerprint));
    if (keys.fingerprint == expected) return keys;
    // Nothing was made with keys of this very start; left there, they would pass for those of an
    // installation.
    if (!had_keys) keys.discard(folder);
    throw CliError(
        kFailed,
        fmt::format("The data folder {} {}: copy secret.key from the first node's data folder to there.",
                    folder.string(),
                    had_keys ? "has another secret.key than the other nodes on this database"
                             : "has no secret.key, and the other nodes on this database have one"));
}

Task<std::uint32_t> seats_left(LiveSeatMap& map, EventId event) {
    const auto seats = co_await map.availability(event);
    co_return seats ? seats->available : 0;
}

Task<std::vector<EventId>> events_in_demand(CatalogStore& store, const Clock& clock) {
    std::vector<EventId> ids;
    for (const auto& event : co_await store.events()) {
        if (event.high_demand && !is_over(status_at(event, clock.now()))) ids.push_back(event.id);
    }
    co_return ids;
}

constexpr const char* kHoldEndQueue = "hold-end";

Task<void> publish_hold_end(rabbitmq::RabbitBus& broker, Message message, std::chrono::milliseconds hold) {
    co_await broker.publish_later(kHoldEndQueue, std::move(message), hold);
}

Task<std::size_t> forget_old_messages(Inbox& inbox) {
    const auto count = co_await inbox.forget();
    co_return count;
}

}  // namespace

Services::Services(const ServeOptions& opts, EventLoops& event_loops, Clock& time, Random& randomness)
    : options(opts),
      loops(event_loops),
      clock(time),
      random(randomness),
      stores(open_stores(options, store_loop, clock, random)),
      keys(open_keys(options.data, *stores, store_loop)),
      catalog_store(stores->catalog()),
      seat_store(stores->seats()),
      order_store(stores->orders()),
      account_store(stores->accounts()),
      hints(make_hints(options, loops, clock, random,
                       [this](EventId event, SeatIndex seat) { return map.looks_free(event, seat); })),
      locks(hints->locks()),
      provider(make_payment_provider(options.payments, options.data, clock)),
      signer(keys.ticket_seed),
      catalog(catalog_store, clock),
      messaging(options, {stores->messages(), order_store, catalog, signer}, clock, random),
      map(catalog, seat_store, clock, pool.get_executor()),
      changes(hints->join(stores->join(map, news()), map)),
      hold_sweep(seat_store, changes, reservations, clock, [this](Timestamp now) { hints->purge(now); }),
      hold_expiry(make_hold_expiry()),
      batcher(seat_store, hold_expiry ? *hold_expiry : changes, map, clock, store_loop.first()),
      reserve(catalog, locks, batcher, reservations, clock, random, options.hold_rules(), options.fees),
      best_available(catalog, locks, batcher, reservations, map, clock, random, options.hold_rules(),
                     options.fees),
      release(catalog, seat_store, locks, changes, reservations, clock, options.fees),
      find_reservation(catalog, seat_store, clock, options.fees),
      event_statuses(catalog, catalog_store, map, clock),
      rooms(room_ports(), {keys.queue_token, keys.receipt_seed, keys.access_code}, options.room_rules()),
      checkout_rules(checkout_rules_of(options)),
      checkout_ports{order_store,
                     seat_store,
                     locks,
                     changes,
                     catalog,
                     *provider,
                     hints->answers(),
                     [this](EventId event) {
                         const auto known = map.known_availability(event);
                         return known ? known->available : 0;
                     },
                     clock,
                     random,
                     checkouts,
                     [this] { messaging.relay.wake(); }},
      settlement(checkout_ports, checkout_rules),
      recovery(checkout_ports, checkout_rules, settlement),
      breaker(clock, {}),
      checkout(checkout_ports, checkout_rules, breaker, settlement, recovery),
      orders(checkout_ports, checkout_rules, signer, codes.get_executor()),
      stripe_webhook(make_stripe_webhook()),
      sessions(account_store, clock, random, keys.session,
               stores->is_shared() ? Sessions::StoreUse::shared : Sessions::StoreUse::alone,
               hints->sessions()),
      hasher({}),
      accounts(account_store, sessions, hasher, hints->logins(), clock, random),
      cleanup(stores->messages().inbox, messaging.sink(), clock, chores()) {
    messaging.subscribe(cleanup.subscription());
}

WaitingRooms::Ports Services::room_ports() {
    std::function<void(EventId)> changed;
    if (stores->is_shared()) changed = [this](EventId event) { stores->room_changed(event); };
    return {catalog,
            stores->rooms(),
            [this](EventId event) { return seats_left(map, event); },
            clock,
            random,
            draws.get_executor(),
            [this] { return events_in_demand(stores->catalog(), clock); },
            std::move(changed),
            hints->share_joins()};
}

std::vector<Chore> Services::chores() {
    return {{"sessions", std::chrono::hours{1}, [this] { return sessions.sweep(); }},
            {"inbox", std::chrono::hours{1}, [this] { return forget_old_messages(messaging.inbox); }}};
}

std::unique_ptr<stripe::StripeWebhook> Services::make_stripe_webhook() {
    std::string secret = stripe_webhook_secret(options.payments);
    if (secret.empty()) return nullptr;
    return std::make_unique<stripe::StripeWebhook>(
        std::move(secret), clock, messaging.inbox,
        [this](OrderId order) { return recovery.look_again(order); });
}

std::unique_ptr<HoldExpiry> Services::make_hold_expiry() {
    auto* broker = messaging.broker.get();
    if (!broker) return nullptr;
    const std::chrono::milliseconds hold = options.hold_rules().hold_duration;
    auto made = std::make_unique<HoldExpiry>(
        changes, hold_sweep, clock, random,
        [broker, hold](Message message) { return publish_hold_end(*broker, std::move(message), hold); });
    broker->add_delay(hold);
    broker->subscribe({kHoldEndQueue, kHoldEndedTopic, [expiry = made.get()](Message message) {
                           return expiry->handle(std::move(message));
                       }});
    return made;
}

NodeNews Services::news() {
    return {.seats_changed = [this](EventId event,
                                    std::span<const SeatChange> seats) { map.publish(event, seats); },
            .event_changed = [this](EventId event) { catalog.forget(event); },
            .room_changed = [this](EventId event) { workers.spawn(loops.first(), rooms.catch_up(event)); },
            .session_changed =
                [this](SessionId session) {
                    sessions.changed_elsewhere(session);
                    workers.spawn(loops.first(), sessions.drop_shared(session));
                },
            .missed =
                [this] {
                    catalog.forget_events();
                    map.reread();
                    workers.spawn(loops.first(), sessions.load());
                },
            .cut_off = [this] { map.cut_off(); }};
}

void Services::start() {
    loops.wait_for(sessions.load());
    stores->start();
    hints->start();
    map.start();
    loops.wait_for(rooms.load());
    const bool works = options.roles().worker;
    workers.spawn(loops.first(), rooms.run(works ? WaitingRooms::Duty::work : WaitingRooms::Duty::listen));
    workers.spawn(loops.first(), hold_sweep.run(works ? HoldSweep::Duty::sweep : HoldSweep::Duty::purge));
    if (hold_expiry) workers.spawn(loops.first(), hold_expiry->run());
    if (works) {
        start_workers();
    } else {
        messaging.start_publishing();
    }
}

void Services::start_workers() {
    messaging.start(loops);
    workers.spawn(loops.first(), recovery.run());
    workers.spawn(loops.first(), event_statuses.run());
    workers.spawn(loops.first(), cleanup.run());
}

void Services::stop() {
    workers.cancel();
    loops.wait_for(workers.join());
    loops.wait_for(checkouts.join());
    messaging.stop(loops);
    provider.reset();
    loops.wait_for(rooms.drain());
    loops.wait_for(reserve.drain());
    loops.wait_for(best_available.drain());
    loops.wait_for(release.drain());
    loops.wait_for(batcher.drain());
    loops.wait_for(map.stop());
    hints->stop();
    stores->stop();
    pool.join();
    draws.join();
    codes.join();
    store_loop.stop();
}

}  // namespace fairgate::cli
