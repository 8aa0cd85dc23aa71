#include "notify/local_bus.hpp"

#include "adapters/postgres/postgres_delivery_store.hpp"
#include "adapters/sqlite/sqlite_delivery_store.hpp"
#include "contract/notify/message_bus_contract.hpp"
#include "support/postgres_house.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

/// Queues in the embedded store.
struct EmbeddedQueues {
    TemporaryFolder folder;
    sqlite::StoreFile file{folder.path()};
    sqlite::SqliteDeliveryStore store{file};
};

/// Queues in PostgreSQL.
struct SharedQueues {
    PostgresHouse house;
    SystemClock clock;
    postgres::PostgresDeliveryStore store{house.pool(), clock};
};

template <class Queues>
class LocalBusUnderTest final : public BusUnderTest {
  public:
    explicit LocalBusUnderTest(BackgroundLoop& loop) : loop_(loop) {}
    ~LocalBusUnderTest() override {
        workers_.cancel();
        loop_.run(workers_.join());
        loop_.run(bus_.drain(std::chrono::seconds{10}));
    }
    MessageBus& bus() override { return bus_; }
    DeadLetters& dead_letters() override { return queues_.store; }
    void start(std::vector<Subscription> subscriptions) override {
        for (auto& subscription : subscriptions) bus_.subscribe(std::move(subscription));
        bus_.start(loop_.executor());
    }

  private:
    BackgroundLoop& loop_;
    Queues queues_;
    SystemClock clock_;
    SystemRandom random_;
    TaskGroup workers_{"consumers"};
    LocalBus bus_{queues_.store, clock_, random_, workers_, kHastyRules};
};

template <class Queues>
std::unique_ptr<BusUnderTest> make(BackgroundLoop& loop) {
    return std::make_unique<LocalBusUnderTest<Queues>>(loop);
}

const BusFactory kEmbedded = make<EmbeddedQueues>;
INSTANTIATE_TEST_SUITE_P(Embedded, MessageBusContract, ::testing::Values(kEmbedded));

const BusFactory kShared = make<SharedQueues>;
INSTANTIATE_TEST_SUITE_P(Postgres, MessageBusContract, ::testing::Values(kShared));

/// A bus that is told to stop while a handler runs, which waits until it is let go.
class StoppingBus : public ::testing::Test {
  protected:
    void SetUp() override {
        bus_.subscribe({"mail", "order.paid", [this](Message) { return handle(); }});
        bus_.start(loop_.executor());
        loop_.run(bus_.publish({{"m1", "order.paid", "{}"}}));
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!is_handling_ && std::chrono::steady_clock::now() < end) std::this_thread::yield();
        ASSERT_TRUE(is_handling_);
        workers_.cancel();
        loop_.run(workers_.join());
    }
    Task<void> handle() {
        co_await suspend<bool>([this](Resume<bool> resume) {
            let_go_ = std::move(resume);
            is_handling_ = true;
        });
        is_handled_ = true;
    }
    bool is_still_queued() {
        const Timestamp late = clock_.now() + std::chrono::days{1};
        return loop_.run(queues_.store.take("mail", late, late)).has_value();
    }

    BackgroundLoop loop_;
    EmbeddedQueues queues_;
    SystemClock clock_;
    SystemRandom random_;
    TaskGroup workers_{"consumers"};
    LocalBus bus_{queues_.store, clock_, random_, workers_, kHastyRules};
    std::optional<Resume<bool>> let_go_;
    std::atomic<bool> is_handling_ = false;
    std::atomic<bool> is_handled_ = false;
};

TEST_F(StoppingBus, LetsAHandlerFinishAndForgetsItsMessage) {
    (*let_go_)(nullptr, true);
    loop_.run(bus_.drain(std::chrono::seconds{60}));
    EXPECT_TRUE(is_handled_);
    EXPECT_FALSE(is_still_queued());
}

TEST_F(StoppingBus, BreaksOffAHandlerThatTakesTooLongAndKeepsItsMessage) {
    loop_.run(bus_.drain(std::chrono::milliseconds{20}));
    EXPECT_FALSE(is_handled_);
    EXPECT_TRUE(is_still_queued());
}

}  // namespace
}  // namespace fairgate::testing
