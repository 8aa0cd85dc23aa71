#include "http/server_test.hpp"
#include "support/soon.hpp"

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace fairgate::testing {
namespace {

using namespace std::chrono_literals;

/// Keeps every loop of a server busy from construction on: whatever comes waits for this long.
class Burden {
  public:
    Burden(cli::EventLoops& loops, std::chrono::milliseconds each_turn) : each_turn_(each_turn) {
        for (auto* loop : loops.contexts()) {
            ++turning_;
            turn(*loop);
        }
    }
    ~Burden() { lift(); }

    void lift() {
        is_lifted_ = true;
        while (turning_ > 0) std::this_thread::sleep_for(1ms);
    }

  private:
    void turn(asio::io_context& loop) {
        asio::post(loop, [this, &loop] {
            if (is_lifted_) {
                --turning_;
                return;
            }
            std::this_thread::sleep_for(each_turn_);
            turn(loop);
        });
    }

    const std::chrono::milliseconds each_turn_;
    std::atomic<bool> is_lifted_ = false;
    std::atomic<int> turning_ = 0;
};

class OverloadedServerTest : public ServerTest {
  protected:
    /// Later than the loops of a machine come that is busy with other tests.
    static constexpr std::chrono::milliseconds kLateMax = 150ms;

    void adjust(cli::ServeOptions& options) override { options.late_milliseconds = kLateMax.count(); }

    struct Shares {
        double browsing = 0;
        double queueing = 0;
        double reserving = 0;
    };

    /// What the server says it refuses; that call itself it never refuses.
    Shares shares() {
        const Answer answer = client().get("/metrics");
        EXPECT_EQ(answer.status, 200);
        const auto value = [&](const std::string& tier) {
            const std::string name = "\nfairgate_refused_" + tier + " ";
            return std::stod(answer.body.substr(answer.body.find(name) + name.size()));
        };
        return {value("browsing"), value("queueing"), value("reserving")};
    }

    /// Waits until `is_so` says yes of the shares, all of which it is shown.
    void wait_until(const std::function<bool(const Shares&)>& is_so) {
        ASSERT_TRUE(soon([&] { return is_so(shares()); }, 180s));
    }
};

void expect_come_again(const Answer& answer) {
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.code(), "busy");
    EXPECT_GE(std::stoi(answer.header("Retry-After")), 1);
}

TEST_F(OverloadedServerTest, RefusesInTheOrderOfTiersAndPaymentsNever) {
    HttpClient buyer = client();
    ASSERT_EQ(buyer.post("/api/seats/reserve", reserve_body("\"3\"")).status, 200);

    Burden burden(server_->services().loops, 2 * kLateMax);
    // The three are read one after the other while they grow: what is refused of a tier is held against what
    // the next reading says of those before it.
    Shares last;
    wait_until([&](const Shares& shares) {
        EXPECT_TRUE(last.queueing == 0 || shares.browsing == 1);
        EXPECT_TRUE(last.reserving == 0 || shares.queueing == 1);
        last = shares;
        return shares.reserving == 1;
    });
    expect_come_again(client().get("/api/events"));
    expect_come_again(client().get("/api/queue/" + event_ + "/status"));
    expect_come_again(client().post("/api/seats/reserve", reserve_body("\"5\"")));
    EXPECT_EQ(buyer.post("/api/checkout", checkout_body("in-the-rush", "4242424242424242")).status, 201);
    EXPECT_EQ(client().get("/healthz").status, 200);
}

/// Reservations are refused, and more of them than the server cares to answer.
class BusyServerTest : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override { options.late_milliseconds = 50; }

    void SetUp() override {
        ServerTest::SetUp();
        for (int i = 0; i < OverloadControl::kUnderWayMost; ++i) server_->overload().begin_reservation();
    }

    /// How long a call takes that is sent behind so many reservations which are refused.
    std::chrono::milliseconds call_after(int refusals) {
        const std::string body = reserve_body("\"5\"");
        const std::string host = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        std::string calls;
        for (int i = 0; i < refusals; ++i) {
            calls += "POST /api/seats/reserve" + host +
                     "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                     "\r\n\r\n" + body;
        }
        calls += "GET /healthz" + host + "Connection: close\r\n\r\n";
        for (int i = 0; i < 9 * OverloadControl::kRefusalsPerSecond; ++i)
            server_->overload().next_turn(clock_.now());
        const auto sent = std::chrono::steady_clock::now();
        const std::string answers = client().raw(calls);
        EXPECT_THAT(answers, ::testing::StartsWith("HTTP/1.1 503 "));
        EXPECT_THAT(answers, ::testing::HasSubstr("HTTP/1.1 200 "));
        // Three at most without a turn; and some of the nine seconds may have passed.
        EXPECT_THAT(answers, ::testing::ContainsRegex("Retry-After: [4-9]\r\n")) << "it is told in any case";
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - sent);
    }
};

TEST_F(BusyServerTest, LeavesWhoWasRefusedUnreadForAWhile) {
    EXPECT_GT(call_after(1), 300ms);
}

/// The same behind a proxy, whose connections many share.
class BusyServerBehindProxyTest : public BusyServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        BusyServerTest::adjust(options);
        options.trusted_proxies = {"127.0.0.1"};
    }
};

TEST_F(BusyServerBehindProxyTest, ReadsWhatOthersSendOnTheConnection) {
    // Else each would keep it a second.
    EXPECT_LT(call_after(20), 10s);
}

TEST_F(OverloadedServerTest, IsAsBeforeAfterwards) {
    {
        Burden burden(server_->services().loops, 2 * kLateMax);
        wait_until([](const Shares& shares) { return shares.browsing == 1; });
    }
    const auto lifted = std::chrono::steady_clock::now();
    wait_until([](const Shares& shares) { return shares.browsing == 0; });
    EXPECT_LT(std::chrono::steady_clock::now() - lifted, 20s);
    // A machine that freezes now is overloaded once more.
    EXPECT_TRUE(soon([this] { return client().get("/api/events").status == 200; }));
    EXPECT_TRUE(
        soon([this] { return client().post("/api/seats/reserve", reserve_body("\"5\"")).status == 200; }));
}

}  // namespace
}  // namespace fairgate::testing
