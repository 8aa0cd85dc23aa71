#include "contract/notify/outbox_store_contract.hpp"

#include <future>
#include <set>

namespace fairgate::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> OutboxStoreContract::bodies(const std::vector<OutboxMessage>& messages) {
    std::vector<std::string> bodies;
    for (const auto& message : messages) bodies.push_back(message.message.body);
    return bodies;
}

TEST_P(OutboxStoreContract, ClaimsTheOldestFirstAndNoMoreThanAsked) {
    for (const char* body : {"1", "2", "3"}) subject_->commit_message("order.paid", body);
    EXPECT_THAT(bodies(claim(2)), ElementsAre("1", "2"));
    EXPECT_THAT(bodies(claim(2)), ElementsAre("3")) << "what one relay has, another does not get";
    EXPECT_THAT(claim(2), IsEmpty());
}

TEST_P(OutboxStoreContract, GivesEveryMessageAnIdThatStays) {
    subject_->commit_message("order.paid", "1");
    subject_->commit_message("order.paid", "2");
    const auto first = claim(2);
    ASSERT_EQ(first.size(), 2u);
    EXPECT_EQ(first[0].message.topic, "order.paid");
    EXPECT_NE(first[0].message.id, first[1].message.id);
    const auto again = claim(2, kNow + kLease);
    ASSERT_EQ(again.size(), 2u);
    EXPECT_EQ(first[0].message.id, again[0].message.id);
}

TEST_P(OutboxStoreContract, KeepsTheTraceOfEachMessage) {
    subject_->commit_message("order.paid", "1", "trace-1");
    subject_->commit_message("order.paid", "2");
    const auto claimed = claim(2);
    ASSERT_EQ(claimed.size(), 2u);
    EXPECT_EQ(claimed[0].message.trace, "trace-1");
    EXPECT_EQ(claimed[1].message.trace, "");
}

TEST_P(OutboxStoreContract, TakesMessagesBackFromARelayThatDied) {
    subject_->commit_message("order.paid", "1");
    claim(1);
    EXPECT_THAT(claim(1, kNow + kLease - std::chrono::milliseconds{1}), IsEmpty());
    EXPECT_THAT(bodies(claim(1, kNow + kLease)), ElementsAre("1"));
}

TEST_P(OutboxStoreContract, ForgetsWhatWasSentAndNothingElse) {
    for (const char* body : {"1", "2", "3"}) subject_->commit_message("order.paid", body);
    const auto claimed = claim(3);
    EXPECT_EQ(run_task(store().waiting()), 3u);
    run_task(store().mark_sent({claimed[0].id, claimed[2].id}));
    EXPECT_EQ(run_task(store().waiting()), 1u);
    EXPECT_THAT(bodies(claim(3, kNow + kLease)), ElementsAre("2"));
}

TEST_P(OutboxStoreContract, HoldsBackWhatWasPutBackUntilItsTime) {
    subject_->commit_message("order.paid", "1");
    const auto claimed = claim(1);
    const Timestamp later = kNow + std::chrono::seconds{5};
    run_task(store().put_back({claimed[0].id}, later));
    EXPECT_THAT(claim(1, later - std::chrono::milliseconds{1}), IsEmpty());
    EXPECT_THAT(bodies(claim(1, later)), ElementsAre("1"));
}

TEST_P(OutboxStoreContract, SharesMessagesOutAmongManyRelays) {
    constexpr int kMessages = 60;
    for (int i = 0; i < kMessages; ++i) subject_->commit_message("order.paid", std::to_string(i));
    const auto relay = [this] {
        std::vector<std::string> got;
        for (auto batch = claim(3); !batch.empty(); batch = claim(3)) {
            for (auto& body : bodies(batch)) got.push_back(std::move(body));
        }
        return got;
    };
    std::vector<std::future<std::vector<std::string>>> relays;
    for (int i = 0; i < 4; ++i) relays.push_back(std::async(std::launch::async, relay));
    std::multiset<std::string> sent;
    for (auto& one : relays) {
        for (auto& body : one.get()) sent.insert(std::move(body));
    }
    // A relay may end early because the others have locked the rest; those are claimed by them.
    EXPECT_EQ(sent.size(), static_cast<std::size_t>(kMessages));
    EXPECT_EQ(std::set(sent.begin(), sent.end()).size(), sent.size()) << "one went to two relays";
}

}  // namespace fairgate::testing
