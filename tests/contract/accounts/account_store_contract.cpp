#include "contract/accounts/account_store_contract.hpp"

namespace fairgate::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(AccountStoreContract, KeepsOneAccountForAnAddress) {
    EXPECT_TRUE(add(1, "ann@example.org"));
    EXPECT_FALSE(add(2, "ann@example.org"));
    EXPECT_FALSE(add(2, "ANN@example.org"));
    EXPECT_TRUE(add(3, "bob@example.org"));
    const auto ann = run_task(store().find_user_by_email("ann@example.org"));
    ASSERT_TRUE(ann);
    EXPECT_EQ(ann->id, UserId{1});
    EXPECT_EQ(ann->password_hash, "hash");
    EXPECT_EQ(ann->created_at, kNow);
    EXPECT_EQ(run_task(store().find_user(UserId{3}))->email, "bob@example.org");
    EXPECT_FALSE(run_task(store().find_user(UserId{2})));
    EXPECT_FALSE(run_task(store().find_user_by_email("")));
}

TEST_P(AccountStoreContract, ReplacesTheSecretOfASession) {
    add(1, "ann@example.org");
    open(10, 1, 0xAA);
    open(10, 1, 0xBB);
    const auto session = run_task(store().find_session(SessionId{10}));
    ASSERT_TRUE(session);
    EXPECT_EQ(session->token_hash, Bytes(32, 0xBB));
    EXPECT_THAT(run_task(store().session_ids()), ElementsAre(SessionId{10}));
    run_task(store().close_session(SessionId{10}));
    EXPECT_FALSE(run_task(store().find_session(SessionId{10})));
}

TEST_P(AccountStoreContract, RemembersAClosedSessionUntilItWouldHaveEnded) {
    add(1, "ann@example.org");
    open(10, 1, 0xAA, kNow);
    run_task(store().close_session(SessionId{10}));
    EXPECT_FALSE(run_task(store().find_session(SessionId{10})));
    EXPECT_THAT(run_task(store().session_ids()), ElementsAre(SessionId{10}));
    EXPECT_EQ(run_task(store().delete_expired_sessions(kNow)), 1u);
    EXPECT_THAT(run_task(store().session_ids()), IsEmpty());
}

TEST_P(AccountStoreContract, MakesAnAccountAnAdministratorAndTakesItBack) {
    add(1, "ann@example.org");
    add(2, "bob@example.org");
    const auto role_of = [&](std::uint64_t id) { return run_task(store().find_user(UserId{id}))->role; };
    EXPECT_TRUE(run_task(store().set_role("ann@example.org", api::Role::admin)));
    EXPECT_EQ(role_of(1), api::Role::admin);
    EXPECT_EQ(role_of(2), api::Role::user);
    EXPECT_TRUE(run_task(store().set_role("ann@example.org", api::Role::user)));
    EXPECT_EQ(role_of(1), api::Role::user);
    EXPECT_FALSE(run_task(store().set_role("carl@example.org", api::Role::admin)));
}

TEST_P(AccountStoreContract, DeletesSessionsThatAreOver) {
    add(1, "ann@example.org");
    open(10, 1, 1, kNow);
    open(11, 1, 2, kNow + std::chrono::milliseconds{1});
    EXPECT_EQ(run_task(store().delete_expired_sessions(kNow)), 1u);
    EXPECT_THAT(run_task(store().session_ids()), ElementsAre(SessionId{11}));
}

}  // namespace fairgate::testing
