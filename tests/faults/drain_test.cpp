#include "checkout/api.hpp"
#include "faults/store.hpp"
#include "faults/visitor.hpp"
#include "support/soon.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace fairgate::faults {
namespace {

using testing::TemporaryFolder;

class DrainTest : public ::testing::Test {
  protected:
    /// Until the order is in the store and the provider is asked.
    void wait_for_pending_order() {
        ASSERT_TRUE(testing::soon([this] { return !read_store(data_).orders.empty(); }))
            << "the payment does not begin";
    }

    void wait_until_nobody_is_let_in() {
        ASSERT_TRUE(testing::soon([this] { return !lets_in(); })) << "new visitors are still let in";
    }

    /// An answer that never comes is an empty optional.
    bool lets_in() {
        try {
            Visitor(server_).get("/api/events");
            return true;
        } catch (const std::bad_optional_access&) {
            return false;
        }
    }

    TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    Server server_{data_, {"--no-demo", "--log-level", "warn", "--access-log", "-"}};
};

TEST_F(DrainTest, FinishesThePaymentThatIsUnderWayAndGreetsNobodyElse) {
    const auto event = make_shows(data_, {25}).front().id;
    server_.start();
    Visitor ann(server_);
    ASSERT_EQ(ann.reserve(event, {"3", "4"}).status, 200U);
    auto payment = ann.pay_meanwhile(event, "order-of-ann", kSlowCard);
    wait_for_pending_order();
    server_.ask_to_stop();
    wait_until_nobody_is_let_in();
    // Throws when there is none: the payment was not waited for.
    const auto answer = payment.get();
    ASSERT_EQ(answer.status, 201U) << answer.body;
    const auto order = data_as<api::Order>(answer);
    EXPECT_EQ(order.seats.size(), 2U);
    const auto paid_at = std::chrono::steady_clock::now();
    EXPECT_EQ(server_.stop(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - paid_at, std::chrono::seconds{6})
        << "it waited for nobody until the end of what a drain may take";
    const auto stored = read_store(data_);
    EXPECT_EQ(stored.orders.at(order.id).status, "paid");
    ASSERT_EQ(stored.payments.size(), 1U);
    EXPECT_EQ(stored.payments.front().state, "captured") << "the money is left for the next start";
}

}  // namespace
}  // namespace fairgate::faults
