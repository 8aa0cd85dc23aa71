#include "http/server_test.hpp"
#include "support/soon.hpp"

#include <boost/asio/post.hpp>

#include <atomic>
#include <future>
#include <thread>

namespace fairgate::testing {
namespace {

using namespace std::chrono_literals;

class TwoLoopServerTest : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override { options.threads = 2; }
};

TEST_F(TwoLoopServerTest, SharesOutConnectionsThatComeOneAfterTheOther) {
    std::promise<void> release;
    auto* second = server_->services().loops.contexts().at(1);
    asio::post(*second, [released = release.get_future().share()] { released.wait(); });
    constexpr int kCalls = 4;
    std::atomic<int> answered = 0;
    std::thread caller([&] {
        for (int i = 0; i < kCalls; ++i, ++answered) EXPECT_EQ(client().get("/healthz").status, 200);
    });
    EXPECT_FALSE(soon([&] { return answered == kCalls; }, 1s)) << "the second loop serves nobody";
    release.set_value();
    caller.join();
    EXPECT_EQ(answered, kCalls);
}

}  // namespace
}  // namespace fairgate::testing
