#include "accounts/sessions.hpp"
#include "adapters/sqlite/sqlite_account_store.hpp"
#include "base/manual_clock.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace fairgate {
namespace {

using testing::run_task;

/// A cache that all nodes see, and that can be out of reach.
class SharedCache final : public SessionCache {
  public:
    Task<std::optional<SessionRecord>> find(SessionId session) override {
        const auto found = sessions.find(session);
        if (is_away || found == sessions.end()) co_return std::nullopt;
        co_return found->second;
    }
    Task<void> put(SessionRecord session, Timestamp) override {
        if (!is_away && !dropped.contains(session.id)) sessions.insert_or_assign(session.id, session);
        co_return;
    }
    Task<void> drop(SessionId session) override {
        if (is_away) co_return;
        dropped.insert(session);
        sessions.erase(session);
    }

    bool is_away = false;
    std::map<SessionId, SessionRecord> sessions;
    std::set<SessionId> dropped;
};

/// Two nodes on one store and one cache.
class SharedSessionsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(run_task(
            store_.add_user({kAnn, "ann@example.org", "Ann", api::Role::user, "hash", clock_.now()})));
    }
    std::string log_in() {
        const auto session = run_task(north_.log_in(north_.new_anonymous().session, kAnn));
        return *session.new_cookie;
    }
    std::optional<UserId> user(Sessions& node, const std::string& cookie) {
        return run_task(node.resolve(cookie)).session.user;
    }
    Session session(Sessions& node, const std::string& cookie) {
        return run_task(node.resolve(cookie)).session;
    }

    static constexpr UserId kAnn{7};
    testing::TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteAccountStore store_{file_};
    ManualClock clock_{*from_rfc3339("2026-11-23T20:00:00Z")};
    SystemRandom random_;
    SharedCache shared_;
    Sessions north_{store_, clock_, random_, Key{1, 2, 3}, Sessions::StoreUse::shared, &shared_};
    Sessions south_{store_, clock_, random_, Key{1, 2, 3}, Sessions::StoreUse::shared, &shared_};
};

TEST_F(SharedSessionsTest, AreLookedForInTheCacheFirst) {
    const auto cookie = log_in();
    shared_.dropped.clear();
    ASSERT_EQ(user(south_, cookie), kAnn);
    ASSERT_EQ(shared_.sessions.size(), 1u) << "south read it from the store, for others too";
    const auto id = shared_.sessions.begin()->first;
    run_task([](AccountStore& store, SessionId session) -> Task<bool> {
        co_await store.close_session(session);
        co_return true;
    }(store_, id));
    Sessions west(store_, clock_, random_, Key{1, 2, 3}, Sessions::StoreUse::shared, &shared_);
    EXPECT_EQ(user(west, cookie), kAnn) << "whoever closed it dropped nothing";
    shared_.sessions.clear();
    EXPECT_EQ(user(west, cookie), std::nullopt) << "what the cache said was remembered";
}

TEST_F(SharedSessionsTest, AreNotInTheCacheAnyMoreWhenTheyEnd) {
    const auto cookie = log_in();
    shared_.dropped.clear();
    ASSERT_EQ(user(south_, cookie), kAnn);
    run_task(north_.log_out(session(north_, cookie)));
    EXPECT_TRUE(shared_.sessions.empty());
    Sessions west(store_, clock_, random_, Key{1, 2, 3}, Sessions::StoreUse::shared, &shared_);
    EXPECT_EQ(user(west, cookie), std::nullopt);
}

TEST_F(SharedSessionsTest, EndAlsoWhenWhoEndsThemCannotReachTheCache) {
    const auto cookie = log_in();
    shared_.dropped.clear();
    ASSERT_EQ(user(south_, cookie), kAnn);
    const auto ended = session(north_, cookie);
    shared_.is_away = true;
    run_task(north_.log_out(ended));
    shared_.is_away = false;
    ASSERT_EQ(shared_.sessions.size(), 1u);
    // South hears of it.
    south_.changed_elsewhere(ended.id);
    run_task([](Sessions& node, SessionId id) -> Task<bool> {
        co_await node.drop_shared(id);
        co_return true;
    }(south_, ended.id));
    EXPECT_EQ(user(south_, cookie), std::nullopt);
}

TEST_F(SharedSessionsTest, LoseNothingWithAWipedCache) {
    const auto cookie = log_in();
    shared_.sessions.clear();
    shared_.dropped.clear();
    EXPECT_EQ(user(south_, cookie), kAnn);
    shared_.is_away = true;
    Sessions west(store_, clock_, random_, Key{1, 2, 3}, Sessions::StoreUse::shared, &shared_);
    EXPECT_EQ(user(west, cookie), kAnn);
}

}  // namespace
}  // namespace fairgate
