#include "adapters/sqlite/sqlite_inbox_store.hpp"
#include "adapters/sqlite/sqlite_outbox_store.hpp"
#include "contract/notify/rabbit_house.hpp"
#include "notify/inbox.hpp"
#include "notify/outbox_relay.hpp"
#include "support/cutting_proxy.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::string_view kCommit = "INSERT INTO outbox (topic, body, created_at) VALUES (?, ?, 1)";

/// The way of a message from the outbox to its one effect, with a broker that is not to be relied on.
class RabbitOutage : public ::testing::Test {
  protected:
    ~RabbitOutage() override { stop(); }

    void start(const std::string& url) {
        house_ = std::make_unique<RabbitHouse>(loop_, url);
        relay_ = std::make_unique<OutboxRelay>(outbox_, house_->bus(), clock_, random_);
        house_->bus().on_connected([this] { relay_->bus_is_back(); });
        house_->start({{"mail", "order.paid", inbox_.once("mail", [this](Message message) {
                            return take_effect(std::move(message));
                        })}});
        workers_.spawn(loop_.executor(), relay_->run());
    }
    void stop() {
        if (!house_) return;
        workers_.cancel();
        loop_.run(workers_.join());
        loop_.run(relay_->drain());
        house_->stop();
        relay_.reset();
        house_.reset();
    }
    void commit(const std::string& body) {
        file_.writer().run_blocking([&](sqlite::Connection& connection) {
            connection.prepare(kCommit).bind_all(std::string("order.paid"), body).run();
        });
        relay_->wake();
    }
    std::map<std::string, int> effects() {
        const std::lock_guard lock(mutex_);
        return effects_;
    }
    Task<void> take_effect(Message message) {
        const std::lock_guard lock(mutex_);
        ++effects_[message.body];
        co_return;
    }
    std::uint64_t waiting() { return loop_.run(outbox_.waiting()); }
    template <class Condition>
    void await(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!condition()) {
            ASSERT_LT(std::chrono::steady_clock::now(), end) << "it did not happen";
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
    }

    BackgroundLoop loop_;
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteOutboxStore outbox_{file_};
    sqlite::SqliteInboxStore inbox_store_{file_};
    SystemClock clock_;
    SystemRandom random_;
    Inbox inbox_{inbox_store_, clock_};
    TaskGroup workers_{"relay"};
    std::unique_ptr<RabbitHouse> house_;
    std::unique_ptr<OutboxRelay> relay_;

  private:
    std::mutex mutex_;
    /// How often each message had its effect, by body.
    std::map<std::string, int> effects_;
};

unsigned short shared_port() {
    return rabbitmq::parse_address(RabbitServer::shared_url()).endpoints[0].port;
}

std::string url_at(unsigned short port) {
    return "amqp://guest:guest@127.0.0.1:" + std::to_string(port) + "/%2f";
}

TEST_F(RabbitOutage, LosesNothingWhenTheBrokerIsKilledAgainAndAgain) {
    constexpr int kMessages = 200;
    RabbitServer server;
    start(server.url());
    int committed = 0;
    const auto commit_some = [&](int count) {
        for (int i = 0; i < count; ++i) commit(std::to_string(++committed));
    };
    for (int round = 0; round < 2; ++round) {
        commit_some(kMessages / 4);
        await([&] { return effects().size() >= static_cast<std::size_t>(committed) / 2; });
        server.kill();
        commit_some(kMessages / 4);
        await([&] { return waiting() >= kMessages / 4; });
        server.resume();
    }
    await([&] { return effects().size() == kMessages && waiting() == 0; });
    for (const auto& [body, count] : effects()) EXPECT_EQ(count, 1) << "message " << body;
    EXPECT_GT(relay_->failures(), 0u) << "nothing went wrong";
}

TEST_F(RabbitOutage, PublishesAgainWhatWasConfirmedIntoTheVoid) {
    CuttingProxy proxy(shared_port());
    start(url_at(proxy.port()));
    await([&] { return house_->bus().is_connected(); });
    proxy.lose_answer_to("the one that matters");
    commit("the one that matters");
    await([&] { return waiting() == 0 && effects().size() == 1; });
    EXPECT_EQ(proxy.lost_answers(), 1);
    EXPECT_EQ(house_->bus().counts().published, 2u);
    await([&] { return house_->bus().consumed() >= 2; });
    stop();
    EXPECT_EQ(effects().at("the one that matters"), 1);
}

TEST_F(RabbitOutage, GivesAMessageThatComesTwiceOneEffect) {
    start(RabbitServer::shared_url());
    const Message message{"m1", "order.paid", "twice"};
    loop_.run(house_->bus().publish({message, message}));
    loop_.run(house_->bus().publish({message}));
    await([&] { return house_->bus().consumed() >= 3; });
    stop();
    EXPECT_EQ(effects().at("twice"), 1);
}

TEST_F(RabbitOutage, TellsAtOnceThatTheBrokerIsAwayAndDrainsWhenItIsBack) {
    CuttingProxy proxy(shared_port());
    proxy.take_away();
    start(url_at(proxy.port()));
    commit("kept");
    await([&] { return relay_->failures() > 0; });
    EXPECT_FALSE(house_->bus().is_connected());
    EXPECT_THROW(loop_.run(house_->bus().publish({{"m1", "order.paid", "{}"}})), rabbitmq::BrokerError);
    EXPECT_EQ(waiting(), 1u);
    proxy.bring_back();
    await([&] { return waiting() == 0 && effects().size() == 1; });
}

/// One broker behind two addresses, as two of a cluster have the same queues.
TEST_F(RabbitOutage, GoesOnWithTheBrokerThatIsThere) {
    CuttingProxy one(shared_port());
    CuttingProxy two(shared_port());
    one.take_away();
    start(
        fmt::format("amqp://guest:guest@127.0.0.1:1,127.0.0.1:{},127.0.0.1:{}/%2f", one.port(), two.port()));
    commit("through the last");
    await([&] { return effects().size() == 1; });
    EXPECT_EQ(relay_->failures(), 0u) << "it is one attempt to connect";
    one.bring_back();
    two.take_away();
    commit("through another");
    await([&] { return effects().size() == 2; });
    EXPECT_THAT(loop_.run(house_->dead_letters().list(10)), SizeIs(0));
    one.take_away();
    await([&] { return !house_->bus().is_connected(); });
    commit("kept");
    two.bring_back();
    await([&] { return effects().size() == 3 && waiting() == 0; });
}

TEST_F(RabbitOutage, NamesEveryBrokerThatIsGone) {
    const rabbitmq::Address address = rabbitmq::parse_address("amqp://127.0.0.1:1,127.0.0.1:2");
    try {
        const rabbitmq::Connection connection({.address = address});
        FAIL();
    } catch (const rabbitmq::BrokerError& error) {
        EXPECT_THAT(error.what(), HasSubstr("RabbitMQ at 127.0.0.1:1 cannot be reached: "));
        EXPECT_THAT(error.what(), HasSubstr("; RabbitMQ at 127.0.0.1:2 cannot be reached: "));
    }
}

/// Somebody who takes a message and dies over it.
void take_and_drop(const RabbitHouse& house, const std::string& queue) {
    rabbitmq::Connection connection(house.connection());
    connection.open_channel(1);
    ASSERT_TRUE(connection.get(1, queue));
    connection.requeue_all(1);
    connection.close();
}

TEST_F(RabbitOutage, BuriesAMessageThatKillsWhoeverTakesIt) {
    start(RabbitServer::shared_url());
    await([&] { return house_->bus().is_connected(); });
    auto& house = *house_;
    // A queue like any other, but nobody of ours takes from it.
    rabbitmq::Topology topology(house.prefix(), kHastyRules);
    topology.add_queue("fragile", "order.shipped");
    rabbitmq::Connection connection(house.connection());
    connection.open_channel(1);
    topology.declare(connection, 1);
    loop_.run(house.bus().publish({{"m1", "order.shipped", "{}"}}));
    const Timestamp before = clock_.now();
    for (std::uint32_t i = 0; i <= kHastyRules.attempts_max; ++i)
        take_and_drop(house, topology.queue("fragile"));
    std::vector<DeadLetter> letters;
    await([&] { return !(letters = loop_.run(house.dead_letters().list(10))).empty(); });
    EXPECT_EQ(letters[0].queue, "fragile");
    EXPECT_EQ(letters[0].message.id, "m1");
    EXPECT_EQ(letters[0].message.topic, "order.shipped");
    EXPECT_THAT(letters[0].reason, HasSubstr("again and again"));
    EXPECT_GE(letters[0].died_at, before - std::chrono::seconds{2});
    EXPECT_EQ(loop_.run(house.dead_letters().replay("m1", clock_.now())), 1u);
    EXPECT_TRUE(connection.get(1, topology.queue("fragile")));
}

TEST_F(RabbitOutage, ListsDeadLettersAnyNumberOfTimes) {
    start(RabbitServer::shared_url());
    await([&] { return house_->bus().is_connected(); });
    rabbitmq::Topology topology(house_->prefix(), kHastyRules);
    rabbitmq::Connection connection(house_->connection());
    connection.open_channel(1);
    for (const char* id : {"m1", "m2", "m3"}) {
        rabbitmq::Envelope letter{{id, "order.paid", "{}"}, 3, "mail", "no mailbox", clock_.now()};
        connection.publish(1, topology.to_the_dead(std::move(letter)));
    }
    await([&] { return loop_.run(house_->dead_letters().list(10)).size() == 3; });
    for (int i = 0; i < 30; ++i) {
        const auto letters = loop_.run(house_->dead_letters().list(10));
        ASSERT_THAT(letters, SizeIs(3));
    }
    EXPECT_THAT(loop_.run(house_->dead_letters().list(2)), SizeIs(2));
    EXPECT_EQ(loop_.run(house_->dead_letters().replay("m9", clock_.now())), 0u);
    EXPECT_THAT(loop_.run(house_->dead_letters().list(10)), SizeIs(3));
}

/// Waits until it is cancelled.
Task<void> hang(std::shared_ptr<std::atomic<bool>> is_hanging) {
    std::optional<Resume<bool>> never;
    co_await suspend<bool>([&never, is_hanging](Resume<bool> resume) {
        never = std::move(resume);
        *is_hanging = true;
    });
}

TEST_F(RabbitOutage, GivesToAnotherNodeWhatOneCouldNotFinish) {
    const auto url = RabbitServer::shared_url();
    RabbitHouse first(loop_, url);
    RabbitHouse second(loop_, url, kHastyRules, first.prefix());
    const auto is_hanging = std::make_shared<std::atomic<bool>>(false);
    first.start({{"mail", "order.paid", [is_hanging](Message) { return hang(is_hanging); }}});
    loop_.run(first.bus().publish({{"m1", "order.paid", "handed on"}}));
    await([&] { return is_hanging->load(); });
    second.start(
        {{"mail", "order.paid", [this](Message message) { return take_effect(std::move(message)); }}});
    first.stop(std::chrono::milliseconds{20});
    await([&] { return effects().contains("handed on"); });
}

TEST_F(RabbitOutage, DeliversWhatIsForLaterWhenItIsTime) {
    constexpr std::chrono::milliseconds kDelay{300};
    RabbitHouse house(loop_);
    house.bus().add_delay(kDelay);
    house.start(
        {{"expiry", "hold.ended", [this](Message message) { return take_effect(std::move(message)); }}});
    const auto start = std::chrono::steady_clock::now();
    loop_.run(house.bus().publish_later("expiry", {"m1", "hold.ended", "later"}, kDelay));
    loop_.run(house.bus().publish({{"m2", "hold.ended", "now"}}));
    await([&] { return effects().contains("now"); });
    await([&] { return effects().contains("later"); });
    EXPECT_GE(std::chrono::steady_clock::now() - start, kDelay);
}

}  // namespace
}  // namespace fairgate::testing
