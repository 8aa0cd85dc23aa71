#include "http/server_test.hpp"
#include "support/soon.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <future>

namespace fairgate::testing {
namespace {

using boost::asio::ip::tcp;

class TwoLoopServerTest : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override { options.threads = 2; }
};

void ask(tcp::socket& connection) {
    asio::write(connection, asio::buffer(std::string("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")));
}

TEST_F(TwoLoopServerTest, SharesOutConnectionsThatComeOneAfterTheOther) {
    asio::io_context context;
    std::vector<tcp::socket> connections;
    for (int i = 0; i < 2; ++i) {
        auto& connection = connections.emplace_back(context);
        connection.connect({asio::ip::address_v4::loopback(), port_});
        ask(connection);
        std::string answer;
        asio::read_until(connection, asio::dynamic_buffer(answer), "}}");
    }
    std::promise<void> release;
    auto* first = server_->services().loops.contexts().at(0);
    asio::post(*first, [released = release.get_future().share()] { released.wait(); });
    for (auto& connection : connections) ask(connection);
    EXPECT_TRUE(soon([&] { return connections[0].available() + connections[1].available() > 0; }))
        << "the second loop serves nobody";
    release.set_value();
}

}  // namespace
}  // namespace fairgate::testing
