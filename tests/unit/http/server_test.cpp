#include "http/server.hpp"

#include "base/manual_clock.hpp"
#include "support/soon.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

#include <future>
#include <thread>

namespace fairgate::http {
namespace {

using asio::ip::tcp;
using ::testing::HasSubstr;

/// A source of news that fails, as one does whose store is away.
struct BrokenStream final : Stream {
    Task<void> run(StreamWriter& writer) override {
        co_await writer.write(std::make_shared<const std::string>("event: first\n\n"));
        throw std::runtime_error("the store is away");
    }
};

Task<Response> broken_stream(Request&) {
    Response response;
    response.content_type = "text/event-stream";
    response.stream = std::make_unique<BrokenStream>();
    co_return response;
}

Task<ResolvedRequestSession> nobody(std::string) {
    co_return ResolvedRequestSession{};
}

Response a_page(const Request&) {
    return success("{}");
}

/// A server on a loop and a clock of its own.
class ServerTest : public ::testing::Test {
  protected:
    ServerTest() {
        spdlog::set_level(spdlog::level::off);
        router_.add({Verb::get, "/stream", broken_stream});
        server_.bind("127.0.0.1", 0);
        server_.listen();
    }
    ~ServerTest() override {
        auto drained = asio::co_spawn(loop_, server_.drain(), asio::use_future);
        // Who has read its answer to the end may still be being served, which the drain waits for.
        EXPECT_TRUE(testing::soon([&] {
            clock_.advance(std::chrono::milliseconds{100});
            return drained.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
        }));
        drained.get();
        guard_.reset();
        thread_.join();
    }

    /// All that comes until the server closes.
    std::string ask(const std::string& path) {
        asio::io_context loop;
        tcp::socket socket(loop);
        socket.connect(server_.endpoint());
        asio::write(socket,
                    asio::buffer("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        boost::system::error_code end;
        std::string answer;
        asio::read(socket, asio::dynamic_buffer(answer), end);
        return answer;
    }
    /// Lets the loop do all that is due by then.
    void pass(std::chrono::milliseconds time) {
        clock_.advance(time);
        std::promise<void> done;
        asio::post(loop_, [&] { done.set_value(); });
        done.get_future().get();
    }

    ManualClock clock_{Timestamp{std::chrono::hours{24}}};
    SeededRandom random_{1};
    Router router_;
    OverloadControl overload_;
    Dispatcher dispatcher_{router_,   nobody,  a_page,
                           overload_, random_, [](std::string_view) { return std::nullopt; }};
    AccessLog access_log_{""};
    asio::io_context loop_{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard_{loop_.get_executor()};
    Server server_{{&loop_},
                   {dispatcher_, clock_, random_, access_log_, [](const AccessRecord&) {}, overload_, {}},
                   Limits{},
                   Edge{}};
    std::thread thread_{[this] { loop_.run(); }};
};

TEST_F(ServerTest, ForgetsAConnectionWhoseStreamFailed) {
    EXPECT_THAT(ask("/stream"), HasSubstr("event: first"));
    ASSERT_TRUE(testing::soon([this] { return server_.connections() == 0; }));
    // Looks at every connection that it knows of.
    for (int i = 0; i < 3; ++i) pass(std::chrono::seconds{1});
    EXPECT_THAT(ask("/"), HasSubstr("200 OK"));
}

}  // namespace
}  // namespace fairgate::http
