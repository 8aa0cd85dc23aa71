#include "notify/cleanup.hpp"

#include "adapters/sqlite/sqlite_inbox_store.hpp"
#include "base/manual_clock.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

namespace fairgate {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::run_task;
using ::testing::SizeIs;

void finish(Task<void> task) {
    run_task([](Task<void> work) -> Task<bool> {
        co_await std::move(work);
        co_return true;
    }(std::move(task)));
}

struct RecordingBus final : MessageBus {
    Task<std::vector<PublishOutcome>> publish(std::vector<Message> messages) override {
        if (away) throw std::runtime_error("the bus is away");
        sent.insert(sent.end(), messages.begin(), messages.end());
        co_return std::vector(messages.size(), outcome);
    }
    bool away = false;
    PublishOutcome outcome = PublishOutcome::sent;
    std::vector<Message> sent;
};

/// Two nodes on one store and one bus.
class CleanupTest : public ::testing::Test {
  protected:
    CleanupTest() { spdlog::set_level(spdlog::level::off); }

    std::vector<Chore> chores(const char* node) {
        const auto run = [this, node](std::string chore) -> std::function<Task<std::size_t>()> {
            return [this, done = node + (" did " + chore)] { return do_chore(done); };
        };
        return {{"sessions", 1h, run("sessions")}, {"inbox", 24h, run("inbox")}};
    }
    Task<std::size_t> do_chore(std::string done) {
        if (chores_fail_) throw std::runtime_error("the store is away");
        done_.push_back(std::move(done));
        co_return 3;
    }
    std::vector<std::string> take_sent() {
        std::vector<std::string> ids;
        for (const auto& message : bus_.sent) ids.push_back(message.id.substr(0, message.id.rfind('-')));
        bus_.sent.clear();
        return ids;
    }

    testing::TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteInboxStore inbox_{file_};
    ManualClock clock_{Timestamp{1'790'000'000'000ms}};
    RecordingBus bus_;
    bool chores_fail_ = false;
    std::vector<std::string> done_;
    Cleanup north_{inbox_, bus_, clock_, chores("north")};
    Cleanup south_{inbox_, bus_, clock_, chores("south")};
};

TEST_F(CleanupTest, IsAskedForByOneNodeInEachInterval) {
    finish(north_.look());
    finish(south_.look());
    finish(north_.look());
    EXPECT_THAT(take_sent(), ElementsAre("cleanup-sessions", "cleanup-inbox"));
    clock_.advance(1h);
    finish(south_.look());
    finish(north_.look());
    EXPECT_THAT(take_sent(), ElementsAre("cleanup-sessions"));
}

TEST_F(CleanupTest, IsDoneByWhicheverNodeGetsTheMessage) {
    finish(north_.look());
    ASSERT_THAT(bus_.sent, SizeIs(2));
    finish(south_.handle(bus_.sent[0]));
    finish(north_.handle(bus_.sent[1]));
    EXPECT_THAT(done_, ElementsAre("south did sessions", "north did inbox"));
    EXPECT_EQ(south_.done(), 1u);
}

TEST_F(CleanupTest, IsAskedForByAnotherNodeWhenOneCannot) {
    bus_.away = true;
    finish(north_.look());
    bus_.away = false;
    finish(south_.look());
    EXPECT_THAT(take_sent(), ElementsAre("cleanup-sessions", "cleanup-inbox"));
}

TEST_F(CleanupTest, IsAskedForAgainWhenNoQueueTookTheMessage) {
    bus_.outcome = PublishOutcome::unroutable;
    finish(north_.look());
    take_sent();
    bus_.outcome = PublishOutcome::sent;
    finish(north_.look());
    EXPECT_THAT(take_sent(), ElementsAre("cleanup-sessions", "cleanup-inbox"));
}

TEST_F(CleanupTest, WaitsForTheLeaseOfANodeThatDiedWhileSending) {
    const auto slot = clock_.now().time_since_epoch() / 1h;
    const auto id = "cleanup-sessions-" + std::to_string(slot);
    run_task(inbox_.claim("cleanup-sender", id, clock_.now(), clock_.now() + Cleanup::kLease));
    finish(south_.look());
    EXPECT_THAT(take_sent(), ElementsAre("cleanup-inbox"));
    clock_.advance(Cleanup::kLease);
    finish(south_.look());
    EXPECT_THAT(take_sent(), ElementsAre("cleanup-sessions"));
}

TEST_F(CleanupTest, FailsAMessageWhoseChoreFailsSoThatItComesAgain) {
    finish(north_.look());
    chores_fail_ = true;
    EXPECT_THROW(finish(north_.handle(bus_.sent[0])), std::runtime_error);
    EXPECT_EQ(north_.done(), 0u);
    chores_fail_ = false;
    finish(north_.handle(bus_.sent[0]));
    EXPECT_THAT(done_, ElementsAre("north did sessions"));
}

TEST_F(CleanupTest, LeavesAChoreItDoesNotKnowToOthersAndGivesNonsenseUp) {
    const auto handle = [this](const std::string& body) {
        try {
            finish(north_.handle({"m1", kCleanupTopic, body}));
        } catch (const PoisonMessage&) {
            return "poison";
        } catch (const std::runtime_error&) {
            return "again";
        }
        return "done";
    };
    EXPECT_STREQ(handle(R"({"chore":"of-the-future"})"), "again");
    EXPECT_STREQ(handle(R"({"chore":7})"), "poison");
    EXPECT_STREQ(handle("nonsense"), "poison");
    EXPECT_THAT(done_, IsEmpty());
}

}  // namespace
}  // namespace fairgate
