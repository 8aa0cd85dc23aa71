#include "checkout/api.hpp"
#include "faults/cluster_house.hpp"
#include "faults/visitor.hpp"

#include <fmt/format.h>

namespace fairgate::faults {
namespace {

using std::chrono::seconds;

enum class Stop { killed, frozen };

/// Its provider is silent for half a minute, longer than these payments may take.
constexpr const char* kHangingCard = "4000000000000119";
/// After it a node gives a payment up; the others look after it some seconds later.
constexpr const char* kPaymentSeconds = "20";
/// As long as that every payment is under way, even the first.
constexpr seconds kBeginMax{15};
/// What an operator is promised: within it what a node left is finished by another one.
constexpr seconds kFinishMax{60};
constexpr seconds kHold{10};
constexpr seconds kAnswerMax{10};

/// One node ends while payments are under way on it, and their buyers ask nobody else meanwhile.
class StoppedNodeTest : public ClusterHouse, public ::testing::WithParamInterface<Stop> {
  protected:
    static constexpr std::size_t kBuyers = 8;

    StoppedNodeTest() : ClusterHouse({50}, {"--payment-seconds", kPaymentSeconds}, kHold) {}

    EventId show() const { return cluster_.shows().front().id; }
    static json::array seats_of(std::size_t buyer) {
        return {json::string(std::to_string(2 * buyer)), json::string(std::to_string(2 * buyer + 1))};
    }
    static std::string key_of(std::size_t buyer) { return fmt::format("key-of-buyer-{}", buyer); }

    /// Every buyer begins to pay, at the node that is to stop, with a card that takes its time. One after the
    /// other, so that no hold ends before its buyer comes to the till.
    void begin_to_pay() {
        const Door* stops = &cluster_.node(0);
        for (std::size_t i = 0; i < kBuyers; ++i) {
            // The first two requests go to it, and later ones to the others.
            const Doors doors{{stops, stops, &cluster_.node(1), &cluster_.node(2)}, kAnswerMax};
            buyers_.push_back(std::make_unique<Visitor>(doors));
            const auto answer = buyers_[i]->reserve(show(), seats_of(i));
            reservations_.push_back(data_as<api::ReserveSeatsResponse>(answer).reservation);
            promises_.reserved(reservations_[i]);
            payments_.push_back(buyers_[i]->pay_meanwhile(show(), key_of(i), kHangingCard));
        }
        ASSERT_TRUE(becomes_true([this] { return cluster_.open_orders() == kBuyers; }, kBeginMax));
    }

    void stop_the_node() {
        GetParam() == Stop::killed ? cluster_.node(0).kill() : cluster_.node(0).freeze();
        for (auto& payment : payments_) EXPECT_THROW(payment.get(), std::bad_optional_access);
    }

    void expect_that_others_sell() {
        Visitor carl(cluster_.node(1));
        const auto held = data_as<api::ReserveSeatsResponse>(carl.reserve(show(), {"40"})).reservation;
        promises_.reserved(held);
        const auto answer = carl.pay(show(), "key-of-carl");
        ASSERT_EQ(answer.status, 201U) << answer.body;
        promises_.paid(data_as<api::Order>(answer), held.id);
    }

    /// What the others say to the buyers, who ask again with the same key.
    void ask_again() {
        for (std::size_t i = 0; i < kBuyers; ++i) {
            const auto answer = buyers_[i]->pay(show(), key_of(i));
            if (answer.status == 201) {
                promises_.paid(data_as<api::Order>(answer), reservations_[i].id);
            } else {
                EXPECT_TRUE(answer.status == 402 || answer.status == 409 || answer.status == 410)
                    << answer.status << answer.body;
                promises_.let_go(reservations_[i].id);
            }
        }
    }

    void bring_the_node_back() {
        GetParam() == Stop::killed ? cluster_.node(0).start() : cluster_.node(0).thaw();
        Visitor visitor(cluster_.node(0));
        EXPECT_TRUE(becomes_true([&] { return visitor.get("/readyz").status == 200; }, kSettleMax));
    }

    bool no_money_is_reserved() const {
        const auto contents = cluster_.read();
        return std::ranges::none_of(contents.payments,
                                    [](const auto& payment) { return payment.state == "authorized"; });
    }

    std::vector<std::unique_ptr<Visitor>> buyers_;
    std::vector<api::Reservation> reservations_;
    std::vector<std::future<Answer>> payments_;
};

TEST_P(StoppedNodeTest, IsFinishedByTheOthersWithinAMinute) {
    begin_to_pay();
    if (HasFatalFailure()) return;
    const auto began = std::chrono::steady_clock::now();
    stop_the_node();
    expect_that_others_sell();
    settle(kFinishMax);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{} orders were finished within {:.1f} s\n", kBuyers, took.count());
    ask_again();
    settle();
    check();
    bring_the_node_back();
    EXPECT_TRUE(becomes_true([this] { return no_money_is_reserved(); }, kSettleMax));
    settle();
    // No order was paid when the node stopped, so no mail waits for a claim of it to end.
    EXPECT_TRUE(becomes_true([this] { return cluster_.missing_mails() == 0; }, kSettleMax));
    check_mails();
    check();
    EXPECT_EQ(cluster_.mails().repeats(), 0U);
    EXPECT_FALSE(HasFailure()) << cluster_.logs();
}

std::string name_of(const ::testing::TestParamInfo<Stop>& stop) {
    return stop.param == Stop::killed ? "Killed" : "Frozen";
}

INSTANTIATE_TEST_SUITE_P(Nodes, StoppedNodeTest, ::testing::Values(Stop::killed, Stop::frozen), name_of);

}  // namespace
}  // namespace fairgate::faults
