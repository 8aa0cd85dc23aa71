#include "accounts/accounts.hpp"

#include "adapters/memory/memory_login_limiter.hpp"
#include "adapters/sqlite/sqlite_account_store.hpp"
#include "base/encoding.hpp"
#include "base/manual_clock.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace fairgate {
namespace {

using fairgate::testing::run_task;
using fairgate::testing::TemporaryFolder;
using std::chrono::days;
using std::chrono::minutes;

/// The least that Argon2id takes, so that tests are quick.
constexpr PasswordCost kCheap{.passes = 1, .memory_bytes = 8192};
constexpr const char* kPassword = "correct horse";

class AccountsTest : public ::testing::Test {
  protected:
    ResolvedSession resolve(const std::string& cookie) { return run_task(sessions_.resolve(cookie)); }
    static void load(Sessions& sessions) {
        run_task([](Sessions& s) -> Task<bool> {
            co_await s.load();
            co_return true;
        }(sessions));
    }
    auto register_as(std::string email, std::string address = "10.0.0.1") {
        return run_task(accounts_.register_user(resolve("").session, {std::move(email), kPassword, "Ann"},
                                                std::move(address)));
    }
    auto register_ann(Session session) {
        return run_task(
            accounts_.register_user(session, {" Ann@Example.ORG ", kPassword, "Ann"}, "10.0.0.1"));
    }
    auto log_in(Session session, std::string email, std::string password, std::string address = "10.0.0.1") {
        return run_task(
            accounts_.log_in(session, {std::move(email), std::move(password)}, std::move(address)));
    }

    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteAccountStore store_{file_};
    ManualClock clock_{*from_rfc3339("2026-11-23T20:00:00Z")};
    SystemRandom random_;
    Sessions sessions_{store_, clock_, random_, Key{1, 2, 3}};
    PasswordHasher hasher_{kCheap};
    memory::MemoryLoginLimiter limiter_{clock_, {}};
    Accounts accounts_{store_, sessions_, hasher_, limiter_, clock_, random_};
};

TEST_F(AccountsTest, KeepsAnAnonymousSessionInItsCookieAlone) {
    const auto first = resolve("");
    ASSERT_TRUE(first.new_cookie);
    const auto again = resolve(*first.new_cookie);
    EXPECT_EQ(again.session.id, first.session.id);
    EXPECT_FALSE(again.new_cookie);
    EXPECT_TRUE(run_task(store_.session_ids()).empty());
    clock_.advance(days{2});
    const auto renewed = resolve(*first.new_cookie);
    EXPECT_EQ(renewed.session.id, first.session.id);
    EXPECT_TRUE(renewed.new_cookie);
    clock_.advance(days{28});
    EXPECT_NE(resolve(*first.new_cookie).session.id, first.session.id) << "expired";
    EXPECT_EQ(resolve(*renewed.new_cookie).session.id, first.session.id);
}

TEST_F(AccountsTest, KnowsAtOnceOnlyWhoseAnonymousCookieIsGoodAsItIs) {
    const auto guest = resolve("");
    const auto known = sessions_.resolve_at_hand(*guest.new_cookie);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->id, guest.session.id);
    EXPECT_FALSE(known->user);
    std::string forged = *guest.new_cookie;
    forged[20] = forged[20] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(sessions_.resolve_at_hand(forged));
    EXPECT_FALSE(sessions_.resolve_at_hand(""));
    const auto other = resolve("");
    clock_.advance(days{2});
    EXPECT_FALSE(sessions_.resolve_at_hand(*other.new_cookie)) << "it is to be renewed";
    const auto ann = register_ann(guest.session);
    EXPECT_FALSE(sessions_.resolve_at_hand(ann->cookie)) << "the store may have to be asked";
    const auto fresh = resolve("");
    ASSERT_TRUE(sessions_.resolve_at_hand(*fresh.new_cookie));
    sessions_.changed_elsewhere(fresh.session.id);
    EXPECT_FALSE(sessions_.resolve_at_hand(*fresh.new_cookie)) << "it has been logged in";
}

TEST_F(AccountsTest, MakesANewSessionOfAForgedCookie) {
    const auto real = resolve("");
    for (std::size_t i = 0; i < real.new_cookie->size(); ++i) {
        std::string forged = *real.new_cookie;
        forged[i] = forged[i] == 'x' ? 'y' : 'x';
        EXPECT_NE(resolve(forged).session.id, real.session.id) << "at " << i;
    }
    Sessions elsewhere(store_, clock_, random_, Key{9});
    EXPECT_NE(run_task(elsewhere.resolve(*real.new_cookie)).session.id, real.session.id);
    EXPECT_TRUE(resolve(std::string(100'000, 'a')).new_cookie);
}

TEST_F(AccountsTest, KeepsTheSessionButNotItsCookieAtLogIn) {
    const auto guest = resolve("");
    const auto ann = register_ann(guest.session);
    ASSERT_TRUE(ann);
    EXPECT_EQ(ann->me.session_id, guest.session.id);
    EXPECT_EQ(ann->me.user->email, "ann@example.org");
    EXPECT_EQ(resolve(ann->cookie).session.user, ann->me.user->id);
    EXPECT_NE(resolve(*guest.new_cookie).session.id, guest.session.id) << "whoever planted it stays outside";

    Sessions restarted(store_, clock_, random_, Key{1, 2, 3});
    load(restarted);
    EXPECT_EQ(run_task(restarted.resolve(ann->cookie)).session.user, ann->me.user->id);
    EXPECT_NE(run_task(restarted.resolve(*guest.new_cookie)).session.id, guest.session.id);
}

TEST_F(AccountsTest, TakesAddressesThatMailReachesAndKnowsTheOthersThatItHas) {
    const std::string odd = "\xC3\xA9(b)@example.org";
    const auto refused =
        run_task(accounts_.register_user(resolve("").session, {odd, kPassword, "Ann"}, "10.0.0.1"));
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().problems.size(), 1U);
    EXPECT_EQ(refused.error().problems.front().field, "email");
    const auto hash = run_task(hasher_.hash(kPassword));
    const UserId id = UserId::make(clock_.now(), random_);
    ASSERT_TRUE(run_task(store_.add_user({id, odd, "Ann", api::Role::user, *hash, clock_.now()})));
    const auto ann = log_in(resolve("").session, odd, kPassword);
    ASSERT_TRUE(ann);
    EXPECT_EQ(ann->me.user->id, id);
}

TEST_F(AccountsTest, ForgetsTheSessionAtLogOut) {
    const auto ann = register_ann(resolve("").session);
    const auto session = resolve(ann->cookie).session;
    const auto left = run_task(accounts_.log_out(session));
    EXPECT_NE(left.me.session_id, session.id);
    EXPECT_FALSE(resolve(ann->cookie).session.user);
    EXPECT_FALSE(resolve(left.cookie).session.user);
}

TEST_F(AccountsTest, RefusesTheAnonymousCookieOfALoggedOutSessionAfterARestart) {
    const auto guest = resolve("");
    const auto ann = register_ann(guest.session);
    run_task(accounts_.log_out(resolve(ann->cookie).session));
    EXPECT_NE(resolve(*guest.new_cookie).session.id, guest.session.id);

    clock_.advance(days{29});
    run_task(sessions_.sweep());
    Sessions restarted(store_, clock_, random_, Key{1, 2, 3});
    load(restarted);
    EXPECT_NE(run_task(restarted.resolve(*guest.new_cookie)).session.id, guest.session.id);
    EXPECT_FALSE(run_task(restarted.resolve(ann->cookie)).session.user);
}

TEST_F(AccountsTest, EndsALoggedInSessionAfterThirtyDays) {
    const auto ann = register_ann(resolve("").session);
    clock_.advance(days{30});
    EXPECT_FALSE(resolve(ann->cookie).session.user);
    EXPECT_EQ(run_task(sessions_.sweep()), 1u);
}

TEST_F(AccountsTest, GivesAnotherAccountAnotherSession) {
    const auto ann = register_ann(resolve("").session);
    const auto session = resolve(ann->cookie).session;
    const auto bob =
        run_task(accounts_.register_user(session, {"bob@example.org", kPassword, "Bob"}, "10.0.0.1"));
    ASSERT_TRUE(bob);
    EXPECT_NE(bob->me.session_id, session.id);
}

TEST_F(AccountsTest, RefusesAnAddressThatIsTakenAndFieldsThatAreWrong) {
    ASSERT_TRUE(register_ann(resolve("").session));
    EXPECT_EQ(register_ann(resolve("").session).error().error, AccountError::email_taken);
    const auto wrong =
        run_task(accounts_.register_user(resolve("").session, {"ann", "short", " "}, "10.0.0.1"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().problems.size(), 3u);
}

TEST_F(AccountsTest, SaysTheSameOfAWrongPasswordAndOfAnUnknownAddress) {
    ASSERT_TRUE(register_ann(resolve("").session));
    const auto guest = resolve("").session;
    EXPECT_EQ(log_in(guest, "ann@example.org", "wrong password").error().error,
              AccountError::wrong_credentials);
    EXPECT_EQ(log_in(guest, "bob@example.org", kPassword).error().error, AccountError::wrong_credentials);
    EXPECT_EQ(log_in(guest, "", "").error().error, AccountError::wrong_credentials);
    EXPECT_TRUE(log_in(guest, "ANN@example.org", kPassword));
}

TEST_F(AccountsTest, SlowsGuessingDown) {
    ASSERT_TRUE(register_ann(resolve("").session));
    const auto guest = resolve("").session;
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(log_in(guest, "ann@example.org", "wrong password"));
    const auto refused = log_in(guest, "ann@example.org", kPassword, "10.9.9.9");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error, AccountError::too_many_attempts);
    EXPECT_EQ(refused.error().retry_after, minutes{5});
    clock_.advance(minutes{5});
    EXPECT_TRUE(log_in(guest, "ann@example.org", kPassword));
}

TEST_F(AccountsTest, SlowsRegistrationsOfOneAddressDown) {
    const auto registered = [this](std::string email, std::string address) {
        return register_as(std::move(email), std::move(address)).has_value();
    };
    EXPECT_TRUE(registered("ann@example.org", "10.0.0.1"));
    for (std::uint32_t i = 1; i < LoginLimits{}.registrations_per_address_max; ++i) {
        ASSERT_EQ(register_as("ann@example.org").error().error, AccountError::email_taken);
    }
    const auto refused = register_as("bob@example.org");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error, AccountError::too_many_registrations);
    EXPECT_EQ(refused.error().retry_after, minutes{5});
    EXPECT_TRUE(registered("bob@example.org", "10.0.0.2"));
    EXPECT_TRUE(log_in(resolve("").session, "ann@example.org", kPassword)) << "log-ins are counted apart";
    clock_.advance(minutes{5});
    EXPECT_TRUE(registered("cem@example.org", "10.0.0.1"));
}

TEST(LoginLimiterTest, TakesARegistrationBackThatWasNotTried) {
    ManualClock clock{Timestamp{}};
    memory::MemoryLoginLimiter limiter(clock, {.registrations_per_address_max = 1});
    EXPECT_FALSE(run_task(limiter.begin_registration("home")));
    EXPECT_TRUE(run_task(limiter.begin_registration("home")));
    run_task([](LoginLimiter& counts) -> Task<bool> {
        co_await counts.registration_not_tried("home");
        co_return true;
    }(limiter));
    EXPECT_FALSE(run_task(limiter.begin_registration("home")));
}

TEST(LoginLimiterTest, CountsAnAddressOverAllAccounts) {
    ManualClock clock{Timestamp{}};
    memory::MemoryLoginLimiter limiter(clock, {.failures_per_account_max = 2, .failures_per_address_max = 3});
    const auto begin = [&](const char* email, const char* address) {
        return run_task(limiter.begin(email, address));
    };
    EXPECT_FALSE(begin("a", "home"));
    EXPECT_FALSE(begin("b", "home"));
    run_task([](LoginLimiter& counts) -> Task<bool> {
        co_await counts.succeeded("b", "home");
        co_return true;
    }(limiter));
    EXPECT_FALSE(begin("c", "home"));
    EXPECT_FALSE(begin("d", "home"));
    EXPECT_TRUE(begin("e", "home"));
    EXPECT_FALSE(begin("e", "work"));
}

/// How many of `count` verifications at once were refused because the queue was full.
Task<int> verify_many(PasswordHasher& hasher, int count) {
    auto executor = co_await asio::this_coro::executor;
    auto refused = std::make_shared<int>(0);
    for (int i = 0; i < count; ++i) {
        asio::co_spawn(executor, hasher.verify(std::nullopt, "x"),
                       [refused](std::exception_ptr, std::expected<bool, HasherError> answer) {
                           if (!answer) ++*refused;
                       });
    }
    const auto last = co_await hasher.verify(std::nullopt, "x");
    co_return *refused + (last ? 0 : 1);
}

TEST(PasswordHasherTest, TellsRightFromWrong) {
    PasswordHasher hasher(kCheap);
    const auto hash = run_task(hasher.hash(kPassword));
    ASSERT_TRUE(hash);
    EXPECT_TRUE(*run_task(hasher.verify(*hash, kPassword)));
    EXPECT_FALSE(*run_task(hasher.verify(*hash, "wrong")));
    EXPECT_FALSE(*run_task(hasher.verify(std::nullopt, kPassword)));
}

TEST(PasswordHasherTest, RefusesMoreThanItsQueueHolds) {
    PasswordHasher hasher({.passes = 3, .memory_bytes = std::size_t{8} << 20}, 4);
    EXPECT_GE(run_task(verify_many(hasher, 40)), 20);
}

TEST(ServerKeysTest, HaveAFingerprintThatTellsThemFromOthers) {
    const TemporaryFolder folder;
    const TemporaryFolder other;
    const auto keys = ServerKeys::load_or_create(folder.path());
    EXPECT_EQ(keys.fingerprint.size(), 64U);
    EXPECT_EQ(ServerKeys::load(folder.path())->fingerprint, keys.fingerprint);
    EXPECT_NE(ServerKeys::load_or_create(other.path()).fingerprint, keys.fingerprint);
    for (const Key& secret : {keys.session, keys.ticket_seed, keys.queue_token, keys.receipt_seed}) {
        EXPECT_NE(keys.fingerprint, to_hex(secret));
    }
}

TEST(ServerKeysTest, AreDiscardedOnlyWhileTheFileHasThem) {
    const TemporaryFolder folder;
    const TemporaryFolder other;
    const auto keys = ServerKeys::load_or_create(folder.path());
    const auto others = ServerKeys::load_or_create(other.path());
    others.discard(folder.path());
    EXPECT_EQ(ServerKeys::load(folder.path())->fingerprint, keys.fingerprint);
    keys.discard(folder.path());
    EXPECT_FALSE(ServerKeys::load(folder.path()));
    EXPECT_NO_THROW(keys.discard(folder.path()));
}

TEST(ServerKeysTest, AreMadeOnceAndRefusedWhenUnsafe) {
    const TemporaryFolder folder;
    EXPECT_FALSE(ServerKeys::load(folder.path()));
    const auto first = ServerKeys::load_or_create(folder.path());
    EXPECT_EQ(ServerKeys::load_or_create(folder.path()).session, first.session);
    EXPECT_NE(first.session, first.ticket_seed);
    const auto file = folder.path() / "secret.key";
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
    std::filesystem::permissions(file, perms::group_read, std::filesystem::perm_options::add);
    EXPECT_THROW(ServerKeys::load_or_create(folder.path()), KeyFileUnusable);
    std::filesystem::permissions(file, perms::group_read, std::filesystem::perm_options::remove);
    std::filesystem::resize_file(file, 31);
    EXPECT_THROW(ServerKeys::load_or_create(folder.path()), KeyFileUnusable);
}

}  // namespace
}  // namespace fairgate
