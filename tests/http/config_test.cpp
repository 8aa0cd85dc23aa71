#include "http/server_test.hpp"

namespace fairgate::testing {
namespace {

class ServerWithShortHolds : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override { options.hold_seconds = 90; }
};

TEST_F(ServerWithShortHolds, TellsHowLongItHoldsSeats) {
    EXPECT_EQ(client().get("/api/config").data().at("holdSeconds").as_int64(), 90);
}

}  // namespace
}  // namespace fairgate::testing
