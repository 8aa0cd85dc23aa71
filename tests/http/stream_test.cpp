#include "http/engine_test.hpp"
#include "support/soon.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

namespace fairgate::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

/// A reader of an event's stream, who has got the snapshot.
class Reader {
  public:
    Reader(unsigned short port, const std::string& event) {
        socket_.connect({asio::ip::make_address("127.0.0.1"), port});
        asio::write(socket_,
                    asio::buffer("GET /api/events/" + event + "/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        EXPECT_THAT(read_until("\r\n\r\n"), HasSubstr("200 OK"));
        EXPECT_THAT(read_until("\n\n"), HasSubstr("event: snapshot"));
    }

    /// What comes up to `end`, or until the server closes.
    std::string read_until(const std::string& end) {
        boost::system::error_code error;
        const auto bytes = asio::read_until(socket_, asio::dynamic_buffer(read_), end, error);
        const std::string text = read_.substr(0, error ? read_.size() : bytes);
        read_.erase(0, text.size());
        return text;
    }

  private:
    asio::io_context loop_;
    tcp::socket socket_{loop_, tcp::v4()};
    std::string read_;
};

class StreamTest : public EngineTest {
  protected:
    static constexpr std::chrono::seconds kDrainMax = 60s;

    void adjust(cli::ServeOptions& options) override {
        EngineTest::adjust(options);
        options.limits.stream_quiet_max = 100ms;
        options.limits.drain_max = kDrainMax;
    }

    double open_connections() {
        const std::string text = client().get("/metrics").body;
        const std::string name = "\nfairgate_connections ";
        return std::stod(text.substr(text.find(name) + name.size()));
    }
};

TEST_P(StreamTest, TellsEveryReaderOfAChange) {
    Reader ann(port_, event_);
    Reader bob(port_, event_);
    ASSERT_EQ(client().post("/api/seats/reserve", reserve_body("\"3\"")).status, 200);
    for (Reader* reader : {&ann, &bob}) {
        std::string text = ":";
        // Signs of life come between.
        while (text.starts_with(':')) text = reader->read_until("\n\n");
        EXPECT_THAT(text, HasSubstr("\"changes\":[3,1]"));
    }
}

TEST_P(StreamTest, ShowsThatItLivesWhileThereIsNoNews) {
    Reader reader(port_, event_);
    EXPECT_EQ(reader.read_until("\n\n"), ":\n\n");
}

TEST_P(StreamTest, IsForgottenWhenItsReaderHasLeft) {
    {
        const Reader reader(port_, event_);
    }
    EXPECT_TRUE(soon([this] { return open_connections() == 1; }));
}

TEST_P(StreamTest, IsNoBodyOfTheAnswerToHead) {
    const std::string head = "HEAD /api/events/" + event_ + "/stream HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const std::string answers =
        client().raw(head + "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answers, HasSubstr("text/event-stream"));
    EXPECT_THAT(answers, HasSubstr("\r\n\r\nHTTP/1.1 200 OK"));
    EXPECT_THAT(answers, Not(HasSubstr("event: snapshot")));
}

TEST_P(StreamTest, DoesNotKeepAServerThatStops) {
    Reader reader(port_, event_);
    const auto began = std::chrono::steady_clock::now();
    server_->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, kDrainMax / 2);
}

INSTANTIATE_TEST_SUITE_P(Engines, StreamTest, ::testing::ValuesIn(kEngines), name_of);

}  // namespace
}  // namespace fairgate::testing
