#include "notify/outbox_relay.hpp"

#include "adapters/sqlite/sqlite_inbox_store.hpp"
#include "adapters/sqlite/sqlite_outbox_store.hpp"
#include "base/manual_clock.hpp"
#include "base/task_group.hpp"
#include "notify/inbox.hpp"
#include "support/run_task.hpp"
#include "support/soon.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

#include <future>

namespace fairgate {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::run_task;

constexpr Timestamp kStart{1'790'000'000'000ms};
constexpr std::string_view kCommit = "INSERT INTO outbox (topic, body, created_at) VALUES (?, ?, 1)";

/// A bus that can be away, and that nobody listens to under "nobody".
struct SwitchableBus final : MessageBus {
    Task<std::vector<PublishOutcome>> publish(std::vector<Message> messages) override {
        ++calls;
        if (away) throw std::runtime_error("the bus is away");
        std::vector<PublishOutcome> outcomes;
        for (auto& message : messages) {
            const bool wanted = message.topic != "nobody";
            outcomes.push_back(wanted ? PublishOutcome::sent : PublishOutcome::unroutable);
            if (wanted) sent.push_back(message.body);
        }
        co_return outcomes;
    }
    bool away = false;
    int calls = 0;
    std::vector<std::string> sent;
};

class OutboxRelayTest : public ::testing::Test {
  protected:
    ~OutboxRelayTest() override {
        workers_.cancel();
        run_until([this] { return workers_.size() == 0; });
        auto drained = asio::co_spawn(loop_, relay_.drain(), asio::use_future);
        run_until([&] { return drained.wait_for(0s) == std::future_status::ready; });
    }

    void commit(const std::string& body, const std::string& topic = "order.paid") {
        file_.writer().run_blocking(
            [&](sqlite::Connection& connection) { connection.prepare(kCommit).bind_all(topic, body).run(); });
    }
    void start() { workers_.spawn(loop_.get_executor(), relay_.run()); }
    template <class Condition>
    void run_until(Condition condition) {
        ASSERT_TRUE(testing::soon([&] {
            loop_.restart();
            loop_.run_one_for(5ms);
            return condition();
        }));
    }

    /// Before the store, whose writer may still be waking somebody on it.
    asio::io_context loop_;
    testing::TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteOutboxStore store_{file_};
    ManualClock clock_{kStart};
    SeededRandom random_{7};
    SwitchableBus bus_;
    TaskGroup workers_{"relay"};
    OutboxRelay relay_{store_, bus_, clock_, random_};
};

TEST_F(OutboxRelayTest, SendsInTheOrderOfCommitsAndForgets) {
    commit("1");
    commit("2");
    EXPECT_EQ(run_task(relay_.relay_batch()), 2u);
    EXPECT_THAT(bus_.sent, ElementsAre("1", "2"));
    EXPECT_EQ(run_task(relay_.relay_batch()), 0u);
    EXPECT_EQ(relay_.sent(), 2u);
    EXPECT_EQ(relay_.waiting(), 0u);
}

TEST_F(OutboxRelayTest, LetsMessagesWaitWhileTheBusIsAway) {
    bus_.away = true;
    commit("1");
    start();
    run_until([&] { return !relay_.healthy(); });
    EXPECT_EQ(run_task(store_.waiting()), 1u);
    bus_.away = false;
    relay_.wake();
    loop_.restart();
    loop_.run_for(20ms);
    EXPECT_EQ(bus_.calls, 1) << "the pause is not cut short by a commit";
    clock_.advance(OutboxRelay::kBackoff.first);
    run_until([&] { return relay_.healthy(); });
    EXPECT_EQ(relay_.sent(), 1u);
}

TEST_F(OutboxRelayTest, WakesOnACommitWithoutItsTimer) {
    start();
    loop_.run_for(20ms);
    commit("1");
    relay_.wake();
    run_until([&] { return relay_.sent() == 1; });
}

TEST_F(OutboxRelayTest, GathersWhatIsCommittedSoonAfterABatch) {
    start();
    loop_.run_for(20ms);
    commit("1");
    relay_.wake();
    run_until([&] { return relay_.sent() == 1; });
    commit("2");
    relay_.wake();
    commit("3");
    loop_.restart();
    loop_.run_for(20ms);
    EXPECT_EQ(relay_.sent(), 1u);
    clock_.advance(OutboxRelay::kSpacing);
    run_until([&] { return relay_.sent() == 3; });
    EXPECT_EQ(bus_.calls, 2);
}

TEST_F(OutboxRelayTest, FindsWhatAnotherProcessCommittedByItsTimer) {
    start();
    loop_.run_for(20ms);
    commit("1");
    run_until([this] {
        clock_.advance(OutboxRelay::kPollInterval);
        return relay_.sent() > 0;
    });
    EXPECT_EQ(relay_.sent(), 1u);
}

TEST_F(OutboxRelayTest, KeepsWhatNobodyWantsOutOfTheWay) {
    commit("1", "nobody");
    commit("2");
    EXPECT_EQ(run_task(relay_.relay_batch()), 2u);
    EXPECT_THAT(bus_.sent, ElementsAre("2"));
    EXPECT_EQ(run_task(relay_.relay_batch()), 0u);
    EXPECT_EQ(relay_.waiting(), 1u);
    clock_.advance(OutboxRelay::kUnroutablePause);
    EXPECT_EQ(run_task(relay_.relay_batch()), 1u);
}

/// An inbox that takes nothing down for a while.
struct SwitchableInbox final : InboxStore {
    explicit SwitchableInbox(InboxStore& real) : store(real) {}

    Task<InboxClaim> claim(std::string consumer, std::string message, Timestamp now,
                           Timestamp until) override {
        return store.claim(std::move(consumer), std::move(message), now, until);
    }
    Task<void> finish(std::string consumer, std::string message, Timestamp now) override {
        if (failures > 0) {
            --failures;
            throw std::runtime_error("the store is away");
        }
        co_await store.finish(std::move(consumer), std::move(message), now);
    }
    Task<void> give_back(std::string consumer, std::string message) override {
        return store.give_back(std::move(consumer), std::move(message));
    }
    Task<std::uint32_t> forget(Timestamp before, std::uint32_t limit) override {
        return store.forget(before, limit);
    }

    InboxStore& store;
    int failures = 0;
};

class InboxTest : public ::testing::Test {
  protected:
    testing::TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteInboxStore store_{file_};
    ManualClock clock_{kStart};
    Inbox inbox_{store_, clock_};
};

TEST_F(InboxTest, LetsAMessageHaveItsEffectOnce) {
    int effects = 0;
    const auto handler = inbox_.once("mail", [&effects](Message) -> Task<void> {
        ++effects;
        return []() -> Task<void> { co_return; }();
    });
    for (int i = 0; i < 3; ++i) run_task(handler({"m1", "order.paid", "{}"}));
    run_task(handler({"m2", "order.paid", "{}"}));
    EXPECT_EQ(effects, 2);
}

TEST_F(InboxTest, LetsAFailedMessageComeAgain) {
    int attempts = 0;
    const auto handler = inbox_.once("mail", [&attempts](Message) -> Task<void> {
        if (++attempts == 1) throw std::runtime_error("away");
        return []() -> Task<void> { co_return; }();
    });
    EXPECT_THROW(run_task(handler({"m1", "order.paid", "{}"})), std::runtime_error);
    run_task(handler({"m1", "order.paid", "{}"}));
    EXPECT_EQ(attempts, 2);
}

TEST_F(InboxTest, WritesAnEffectDownAsSoonAsTheStoreIsBack) {
    spdlog::set_level(spdlog::level::off);
    SwitchableInbox flaky(store_);
    flaky.failures = 3;
    Inbox inbox(flaky, clock_);
    int effects = 0;
    const auto handler = inbox.once("mail", [&effects](Message) {
        ++effects;
        return []() -> Task<void> { co_return; }();
    });
    auto handled = std::async(std::launch::async, [&] { run_task(handler({"m1", "order.paid", "{}"})); });
    while (handled.wait_for(5ms) != std::future_status::ready) clock_.advance(Inbox::kFinishPause);
    handled.get();
    EXPECT_EQ(flaky.failures, 0);
    run_task(handler({"m1", "order.paid", "{}"}));
    EXPECT_EQ(effects, 1);
}

TEST_F(InboxTest, SendsAwayARepeatThatOvertakesTheFirst) {
    run_task(store_.claim("mail", "m1", clock_.now(), clock_.now() + Inbox::kLease));
    bool called = false;
    const auto handler = inbox_.once("mail", [&called](Message) {
        called = true;
        return []() -> Task<void> { co_return; }();
    });
    EXPECT_THROW(run_task(handler({"m1", "order.paid", "{}"})), std::runtime_error);
    EXPECT_FALSE(called);
}

}  // namespace
}  // namespace fairgate
