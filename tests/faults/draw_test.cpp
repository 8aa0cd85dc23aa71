#include "base/json.hpp"
#include "faults/store.hpp"
#include "faults/visitor.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>
#include <thread>

namespace fairgate::faults {
namespace {

using std::chrono::milliseconds;
using SystemTime = std::chrono::system_clock;

constexpr std::size_t kFans = 12;
constexpr std::chrono::seconds kUntilSale{3};
constexpr std::chrono::seconds kPatience{30};

/// The server dies so many milliseconds after the on-sale second: before, in and after its draw.
class DrawTest : public ::testing::TestWithParam<int> {
  protected:
    void SetUp() override {
        show_ = make_shows(server_.data(), {100}).front();
        opens_at_ = SystemTime::now() + kUntilSale;
        const auto opens = std::chrono::duration_cast<milliseconds>(opens_at_.time_since_epoch()).count();
        run_sql(
            server_.data() / "fairgate.db",
            fmt::format("UPDATE events SET high_demand = 1, status = 'upcoming', on_sale_date = {}", opens));
        server_.start();
        for (std::size_t i = 0; i < kFans; ++i) fans_.push_back(std::make_unique<Visitor>(server_));
    }

    std::string path(const std::string& call) const { return "/api/queue/" + show_.id.text() + "/" + call; }

    json::value wait_for_draw() {
        const auto end = SystemTime::now() + kPatience;
        Visitor visitor(server_);
        json::value draw = visitor.get(path("draw")).data;
        while (!draw.at("drawn").as_bool() && SystemTime::now() < end) {
            draw = visitor.get(path("draw")).data;
        }
        EXPECT_TRUE(draw.at("drawn").as_bool());
        return draw;
    }

    void restart() {
        server_.kill();
        server_.start();
    }

    testing::TemporaryFolder folder_;
    Server server_{folder_.path() / "data", {"--no-demo"}};
    Show show_;
    SystemTime::time_point opens_at_;
    std::vector<std::unique_ptr<Visitor>> fans_;
};

TEST_P(DrawTest, ServerThatDiesDrawsOnceAndWithEverybody) {
    std::set<std::string> entrants;
    std::string commitment;
    for (auto& fan : fans_) {
        const auto joined = fan->post(path("join"), json::object{});
        ASSERT_EQ(joined.status, 200U) << joined.body;
        ASSERT_EQ(joined.data.at("phase").as_string(), "before_draw")
            << "joining took too long for this test";
        entrants.insert(std::string(joined.data.at("entrantId").as_string()));
        commitment = joined.data.at("commitment").as_string();
    }
    std::this_thread::sleep_until(opens_at_ + milliseconds{GetParam()});
    restart();
    const json::value draw = wait_for_draw();
    EXPECT_EQ(draw.at("commitment").as_string(), commitment);
    std::set<std::string> drawn;
    for (const auto& entrant : draw.at("entrants").as_array()) drawn.emplace(entrant.as_string());
    EXPECT_EQ(drawn, entrants);

    const auto url = fmt::format("http://127.0.0.1:{}{}", server_.port(), path("draw"));
    const auto checked = run_fairgate({"verify-queue", url, "--commitment", commitment});
    EXPECT_EQ(checked.exit_code, 0) << checked.err;
    restart();
    EXPECT_EQ(wait_for_draw(), draw) << "what was published once stays as it is";
}

INSTANTIATE_TEST_SUITE_P(Moments, DrawTest, ::testing::Values(-100, 0, 50, 300, 900, 1'100));

}  // namespace
}  // namespace fairgate::faults
