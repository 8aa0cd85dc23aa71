#include "rehearsal/rehearsal.hpp"

#include "cli/audit_input.hpp"
#include "http/server_test.hpp"

#include <gmock/gmock.h>

namespace fairgate::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

/// Fans against a whole server, whose own store is looked into afterwards.
class RehearsalHttp : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.hold_seconds = 2;
        options.room.shoppers_max = 5;
        // One address may not be enough for so many.
        options.limits.requests_per_client_per_second = 100;
        options.limits.request_burst_per_client = 200;
    }

    rehearsal::Report play(std::uint64_t fans, std::chrono::seconds over) {
        rehearsal::Plan plan;
        plan.target = {"127.0.0.1", std::to_string(port_)};
        plan.event = EventId::parse(event_);
        plan.arrivals = rehearsal::even_arrivals(fans, over);
        plan.manners.think_median = 30ms;
        plan.seed = 42;
        plan.connections_max = 300;
        plan.lasts_at_most = 60s;
        plan.store_audit = [this] {
            cli::StoreOptions store;
            store.data = folder_.path();
            return audit(cli::read_store_and_ledger(store, {}));
        };
        return rehearsal::Rehearsal(std::move(plan)).play([](const auto&, auto) {}, 50ms);
    }
};

TEST_F(RehearsalHttp, ThreeHundredFansFightForTwentySeats) {
    const auto report = play(300, 2s);
    EXPECT_THAT(report.audit.violations, IsEmpty());
    EXPECT_THAT(report.reasons, IsEmpty()) << rehearsal::report_text(report);
    EXPECT_EQ(report.fans, 300U);
    EXPECT_GT(report.sale.seats_sold, 10U);
    EXPECT_TRUE(report.sale.nothing_free_after_seconds);
    EXPECT_TRUE(report.audit.store_checked);
    EXPECT_EQ(report.audit.orders_asked_for_again, report.sale.orders);
    ASSERT_TRUE(report.sale.available_after && report.sale.held_after);
    EXPECT_EQ(*report.sale.available_after + *report.sale.held_after + report.sale.seats_sold, 20U);
}

class RehearsalInARoom : public RehearsalHttp {
  protected:
    using RehearsalHttp::adjust;
    void adjust(EventRecord& event) override { event.high_demand = true; }
};

TEST_F(RehearsalInARoom, FansWaitForTheirTurn) {
    const auto report = play(15, 1s);
    EXPECT_THAT(report.reasons, IsEmpty()) << rehearsal::report_text(report);
    EXPECT_GT(report.sale.seats_sold, 0U);
    const auto answered = [&](const char* call) {
        const auto found = std::ranges::find(report.calls, call, &rehearsal::CallReport::call);
        return found == report.calls.end() ? 0 : found->succeeded;
    };
    EXPECT_EQ(answered("join"), 15U);
    EXPECT_GT(answered("poll"), 0U);
    EXPECT_GT(answered("enter"), 0U);
}

}  // namespace
}  // namespace fairgate::testing
