#include "base/json.hpp"
#include "faults/store.hpp"
#include "faults/visitor.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <thread>

namespace fairgate::faults {
namespace {

using std::chrono::milliseconds;
using SystemTime = std::chrono::system_clock;

constexpr std::size_t kFans = 12;
constexpr std::chrono::milliseconds kUntilSale{3'000};
constexpr std::chrono::milliseconds kNotYet{3'600'000};
constexpr std::chrono::seconds kPatience{120};

enum class Nodes { one_embedded, two_postgres };

/// The server dies so many milliseconds after the on-sale second: before, in and after its draw. On
/// PostgreSQL another node goes on.
class DrawTest : public ::testing::TestWithParam<std::tuple<Nodes, int>> {
  protected:
    void SetUp() override {
        const bool is_shared = std::get<0>(GetParam()) == Nodes::two_postgres;
        if (is_shared) database_.emplace();
        std::vector<std::string> store;
        if (database_) store = {"--postgres", database_->dsn()};
        add_node("first", store);
        if (is_shared) add_node("second", store);
        show_ = make_shows(first().data(), {100}, store).front();
        opens_at_ = SystemTime::now() + kNotYet;
        change_store(fmt::format("UPDATE events SET high_demand = {}, status = 'upcoming', on_sale_date = {}",
                                 is_shared ? "true" : "1", opens_at_ms()));
        for (auto& node : nodes_) start(*node);
        for (std::size_t i = 0; i < kFans; ++i) {
            fans_.push_back(std::make_unique<Visitor>(*nodes_[i % nodes_.size()]));
        }
    }

    void add_node(const std::string& name, const std::vector<std::string>& store) {
        nodes_.push_back(
            std::make_unique<Server>(folder_.path() / name, std::vector<std::string>{"--no-demo"}));
        nodes_.back()->add_options(store);
    }
    /// Nodes of one site have the same secret: the first one makes it.
    void start(Server& node) {
        const auto secret = node.data() / "secret.key";
        if (&node != &first() && !std::filesystem::exists(secret)) {
            std::filesystem::create_directories(node.data());
            std::filesystem::copy_file(first().data() / "secret.key", secret);
        }
        node.start();
    }
    std::int64_t opens_at_ms() const {
        return std::chrono::duration_cast<milliseconds>(opens_at_.time_since_epoch()).count();
    }
    /// A database tells its nodes of a new moment; a file cannot be changed while the server has it.
    void open_soon() {
        if (!database_) ASSERT_EQ(first().stop(), 0);
        opens_at_ = SystemTime::now() + (database_ ? kUntilSale / 3 : kUntilSale);
        change_store(fmt::format("UPDATE events SET on_sale_date = {}", opens_at_ms()));
        if (database_) {
            change_store(fmt::format("SELECT pg_notify('fairgate_events', '{}')", show_.id.value));
        } else {
            first().start();
        }
    }
    void change_store(const std::string& sql) const {
        if (database_) {
            database_->sql(sql);
        } else {
            run_sql(first().data() / "fairgate.db", sql);
        }
    }

    /// The one that dies, and one that lives then.
    Server& first() const { return *nodes_.front(); }
    Server& last() const { return *nodes_.back(); }
    std::string path(const std::string& call) const { return "/api/queue/" + show_.id.text() + "/" + call; }

    json::value wait_for_draw(const Server& node) {
        const auto end = SystemTime::now() + kPatience;
        Visitor visitor(node);
        json::value draw = visitor.get(path("draw")).data;
        while (!draw.at("drawn").as_bool() && SystemTime::now() < end) {
            draw = visitor.get(path("draw")).data;
        }
        EXPECT_TRUE(draw.at("drawn").as_bool());
        return draw;
    }

    testing::TemporaryFolder folder_;
    std::optional<testing::PostgresDatabase> database_;
    std::vector<std::unique_ptr<Server>> nodes_;
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
        ASSERT_EQ(joined.data.at("phase").as_string(), "before_draw");
        entrants.insert(std::string(joined.data.at("entrantId").as_string()));
        commitment = joined.data.at("commitment").as_string();
    }
    open_soon();
    if (HasFatalFailure()) return;
    std::this_thread::sleep_until(opens_at_ + milliseconds{std::get<1>(GetParam())});
    first().kill();
    if (!database_) first().start();
    const json::value draw = wait_for_draw(last());
    EXPECT_EQ(draw.at("commitment").as_string(), commitment);
    std::set<std::string> drawn;
    for (const auto& entrant : draw.at("entrants").as_array()) drawn.emplace(entrant.as_string());
    EXPECT_EQ(drawn, entrants);

    const auto url = fmt::format("http://127.0.0.1:{}{}", last().port(), path("draw"));
    std::ranges::transform(commitment, commitment.begin(), [](unsigned char c) { return std::toupper(c); });
    const auto checked = run_fairgate({"verify-queue", url, "--commitment", commitment});
    EXPECT_EQ(checked.exit_code, 0) << checked.err << " of what somebody wrote down in capitals";
    if (!database_) first().kill();
    first().start();
    EXPECT_EQ(wait_for_draw(first()), draw) << "what was published once stays as it is";
}

std::string name_of(const ::testing::TestParamInfo<std::tuple<Nodes, int>>& test) {
    const auto [nodes, moment] = test.param;
    return fmt::format("{}{}{}", nodes == Nodes::one_embedded ? "Embedded" : "TwoNodes",
                       moment < 0 ? "Before" : "After", std::abs(moment));
}

INSTANTIATE_TEST_SUITE_P(Moments, DrawTest,
                         ::testing::Combine(::testing::Values(Nodes::one_embedded, Nodes::two_postgres),
                                            ::testing::Values(-100, 0, 50, 300, 900, 1'100)),
                         name_of);

}  // namespace
}  // namespace fairgate::faults
