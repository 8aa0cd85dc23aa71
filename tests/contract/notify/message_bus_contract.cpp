#include "contract/notify/message_bus_contract.hpp"

#include "base/clock.hpp"

namespace fairgate::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

void MessageBusContract::start() {
    const auto to = [this](const char* queue) {
        return [this, queue](Message message) { return handle(queue, std::move(message)); };
    };
    subject_->start({{"mail", "order.paid", to("mail")},
                     {"statistics", "order.paid", to("statistics")},
                     {"refunds", "order.refunded", to("refunds")}});
}

Task<void> MessageBusContract::handle(std::string queue, Message message) {
    int attempt = 0;
    {
        const std::lock_guard lock(mutex_);
        attempt = ++handled_[{queue, message.id}];
    }
    if (queue == "mail") fail_mail_(attempt, message);
    co_return;
}

int MessageBusContract::handled(const std::string& queue, const std::string& id) {
    const std::lock_guard lock(mutex_);
    return handled_[{queue, id}];
}

TEST_P(MessageBusContract, BringsAMessageToEveryQueueOfItsTopicAndToNoOther) {
    start();
    EXPECT_THAT(publish({message("m1"), message("m2")}),
                ElementsAre(PublishOutcome::sent, PublishOutcome::sent));
    for (const char* id : {"m1", "m2"}) {
        await([&] { return handled("mail", id) == 1 && handled("statistics", id) == 1; });
        EXPECT_EQ(handled("refunds", id), 0);
    }
    EXPECT_THAT(dead(), IsEmpty());
}

TEST_P(MessageBusContract, SaysWhichMessagesNobodyWants) {
    start();
    EXPECT_THAT(publish({message("m1"), {"m2", "nobody.cares", "{}"}, message("m3")}),
                ElementsAre(PublishOutcome::sent, PublishOutcome::unroutable, PublishOutcome::sent));
    await([&] { return handled("mail", "m1") == 1 && handled("mail", "m3") == 1; });
}

TEST_P(MessageBusContract, TriesAgainUntilItWorks) {
    fail_mail_ = [](int attempt, const Message&) {
        if (attempt < 3) throw std::runtime_error("the mail server is away");
    };
    start();
    publish({message("m1")});
    await([&] { return handled("mail", "m1") == 3; });
    EXPECT_THAT(dead(), IsEmpty());
    EXPECT_EQ(handled("statistics", "m1"), 1) << "another queue's trouble is not this one's";
}

TEST_P(MessageBusContract, GivesUpAfterTheLastAttemptAndSaysWhy) {
    fail_mail_ = [](int, const Message&) { throw std::runtime_error("the mail server is away"); };
    start();
    publish({message("m1")});
    await([&] { return !dead().empty(); });
    const auto letters = dead();
    ASSERT_THAT(letters, SizeIs(1));
    EXPECT_EQ(handled("mail", "m1"), 3);
    EXPECT_EQ(letters[0].queue, "mail");
    EXPECT_EQ(letters[0].message.id, "m1");
    EXPECT_EQ(letters[0].message.topic, "order.paid");
    EXPECT_EQ(letters[0].message.body, "{\"of\":\"m1\"}");
    EXPECT_EQ(letters[0].attempts, 3u);
    EXPECT_EQ(letters[0].reason, "the mail server is away");
}

TEST_P(MessageBusContract, KeepsTheTraceThroughAttemptsAndDeath) {
    std::vector<std::string> traces;
    fail_mail_ = [&](int, const Message& message) {
        traces.push_back(message.trace);
        throw std::runtime_error("the mail server is away");
    };
    start();
    auto traced = message("m1");
    traced.trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    publish({traced});
    await([&] { return !dead().empty(); });
    EXPECT_THAT(traces, ElementsAre(traced.trace, traced.trace, traced.trace));
    EXPECT_EQ(dead().at(0).message.trace, traced.trace);
}

TEST_P(MessageBusContract, DoesNotTryPoisonTwice) {
    fail_mail_ = [](int, const Message&) { throw PoisonMessage("not JSON"); };
    start();
    publish({message("m1")});
    await([&] { return !dead().empty(); });
    EXPECT_EQ(handled("mail", "m1"), 1);
}

TEST_P(MessageBusContract, DeliversBehindPoison) {
    fail_mail_ = [](int, const Message& message) {
        if (message.id == "m1") throw PoisonMessage("not JSON");
    };
    start();
    publish({message("m1"), message("m2")});
    await([&] { return handled("mail", "m2") == 1; });
}

TEST_P(MessageBusContract, ReplaysADeadLetterToItsQueueAlone) {
    fail_mail_ = [](int attempt, const Message&) {
        if (attempt == 1) throw PoisonMessage("not JSON");
    };
    start();
    publish({message("m1"), message("m2")});
    await([&] { return dead().size() == 2; });
    const auto replay = [&](std::optional<std::string> id) {
        return loop_.run(subject_->dead_letters().replay(std::move(id), SystemClock().now()));
    };
    EXPECT_EQ(replay("m2"), 1u);
    await([&] { return handled("mail", "m2") == 2; });
    EXPECT_THAT(dead(), SizeIs(1));
    EXPECT_EQ(replay(std::nullopt), 1u);
    await([&] { return handled("mail", "m1") == 2; });
    EXPECT_THAT(dead(), IsEmpty());
    EXPECT_EQ(handled("statistics", "m1"), 1);
}

}  // namespace fairgate::testing
