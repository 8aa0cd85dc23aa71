#include "contract/notify/inbox_store_contract.hpp"

namespace fairgate::testing {

TEST_P(InboxStoreContract, GivesAMessageToEachConsumerOnce) {
    EXPECT_EQ(claim("mail", "m1"), InboxClaim::fresh);
    EXPECT_EQ(claim("mail", "m1"), InboxClaim::busy);
    EXPECT_EQ(claim("mail", "m2"), InboxClaim::fresh);
    EXPECT_EQ(claim("statistics", "m1"), InboxClaim::fresh);
    run_task(store().finish("mail", "m1", kNow));
    EXPECT_EQ(claim("mail", "m1"), InboxClaim::done);
    EXPECT_EQ(claim("mail", "m1", kNow + std::chrono::days{9}), InboxClaim::done);
    EXPECT_EQ(claim("mail", "m2"), InboxClaim::busy);
}

TEST_P(InboxStoreContract, TakesAMessageBackFromAConsumerThatDied) {
    claim("mail", "m1");
    EXPECT_EQ(claim("mail", "m1", kNow + kLease - std::chrono::milliseconds{1}), InboxClaim::busy);
    EXPECT_EQ(claim("mail", "m1", kNow + kLease), InboxClaim::fresh);
    EXPECT_EQ(claim("mail", "m1", kNow + kLease), InboxClaim::busy);
}

TEST_P(InboxStoreContract, GivesBackWhatHadNoEffectButNeverWhatHad) {
    claim("mail", "m1");
    run_task(store().give_back("mail", "m1"));
    EXPECT_EQ(claim("mail", "m1"), InboxClaim::fresh);
    run_task(store().finish("mail", "m1", kNow));
    run_task(store().give_back("mail", "m1"));
    EXPECT_EQ(claim("mail", "m1"), InboxClaim::done);
}

TEST_P(InboxStoreContract, ForgetsOnlyWhatWasFinishedLongAgo) {
    for (const char* message : {"old", "older", "new", "open"}) claim("mail", message);
    run_task(store().finish("mail", "older", kNow - std::chrono::hours{2}));
    run_task(store().finish("mail", "old", kNow - std::chrono::hours{1}));
    run_task(store().finish("mail", "new", kNow));
    EXPECT_EQ(run_task(store().forget(kNow, 1)), 1u);
    EXPECT_EQ(run_task(store().forget(kNow, 10)), 1u);
    EXPECT_EQ(run_task(store().forget(kNow, 10)), 0u);
    EXPECT_EQ(claim("mail", "new"), InboxClaim::done);
    EXPECT_EQ(claim("mail", "open"), InboxClaim::busy);
}

}  // namespace fairgate::testing
