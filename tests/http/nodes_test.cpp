#include "http/server_test.hpp"
#include "support/postgres_server.hpp"
#include "support/soon.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <future>
#include <thread>

namespace fairgate::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

/// Two nodes on one database, without anything else between them.
class TwoNodes : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.postgres = database_.dsn();
        options_ = options;
    }
    void SetUp() override {
        ServerTest::SetUp();
        // Nodes of one site have the same secret.
        options_.data = second_folder_.path();
        std::filesystem::copy_file(folder_.path() / "secret.key", second_folder_.path() / "secret.key");
        start_second();
    }
    void TearDown() override {
        if (second_) second_->stop();
        ServerTest::TearDown();
    }

    /// The second node anew, for these roles alone.
    void restart_second_as(std::vector<std::string> roles) {
        second_->stop();
        options_.role_names = std::move(roles);
        start_second();
    }

    void start_second() {
        second_ = std::make_unique<cli::Application>(options_, clock_, random_);
        second_->start();
        const auto url = second_->url();
        second_port_ = static_cast<unsigned short>(std::stoi(url.substr(url.rfind(':') + 1)));
    }

    std::string status_of_seat(HttpClient& fan, int seat) {
        const auto seats = fan.get("/api/events/" + event_ + "/seats").data();
        return std::string(seats.at("seats").at(static_cast<std::size_t>(seat)).at("status").as_string());
    }
    /// Buys a seat at a node, and returns the file of its mail.
    std::string buy(HttpClient visitor, int seat) {
        const auto number = std::to_string(seat);
        EXPECT_EQ(visitor.post("/api/seats/reserve", reserve_body("\"" + number + "\"")).status, 200);
        const auto paid =
            visitor.post("/api/checkout", checkout_body("key-of-seat-" + number, "4242424242424242"));
        EXPECT_EQ(paid.status, 201);
        return std::string(paid.data().at("id").as_string()) + ".order-paid.eml";
    }
    /// The files of the mails that both nodes have sent.
    std::vector<std::string> mails() const {
        std::vector<std::string> names;
        for (const auto& folder : {folder_.path(), second_folder_.path()}) {
            std::error_code missing;
            for (const auto& file : std::filesystem::directory_iterator(folder / "mail", missing)) {
                if (file.path().extension() == ".eml") names.push_back(file.path().filename());
            }
        }
        return names;
    }
    bool nothing_waits() const {
        return database_.sql("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM deliveries)") ==
               "0";
    }

    PostgresDatabase database_;
    cli::ServeOptions options_;
    TemporaryFolder second_folder_;
    std::unique_ptr<cli::Application> second_;
    unsigned short second_port_ = 0;
};

TEST_F(TwoNodes, SeeEachOthersSeatsAndSellNoneTwice) {
    auto ann = client();
    HttpClient bob(second_port_);
    EXPECT_EQ(status_of_seat(bob, 4), "available");
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4","5")")).status, 200);
    EXPECT_TRUE(soon([&] { return status_of_seat(bob, 4) == "held"; }));
    EXPECT_EQ(bob.post("/api/seats/reserve", reserve_body(R"("4")")).status, 409);
    ASSERT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242")).status, 201);
    EXPECT_TRUE(soon([&] { return status_of_seat(bob, 4) == "sold"; }));
}

TEST_F(TwoNodes, ReserveASeatThatWasReleasedAtTheOtherNode) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4")")).status, 200);
    HttpClient elsewhere(second_port_);
    elsewhere.cookie = ann.cookie;
    ASSERT_EQ(elsewhere.post("/api/seats/release", R"({"eventId":")" + event_ + R"("})").status, 200);
    auto bob = client();
    ASSERT_TRUE(soon([&] { return status_of_seat(bob, 4) == "available"; }));
    EXPECT_TRUE(soon([&] { return bob.post("/api/seats/reserve", reserve_body(R"("4")")).status == 200; }));
}

TEST_F(TwoNodes, KnowEachOthersSessionsAndHolds) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("7")")).status, 200);
    const auto anonymous = ann.cookie;
    ASSERT_EQ(ann.post("/api/auth/register",
                       R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})")
                  .status,
              201);
    HttpClient elsewhere(second_port_);
    elsewhere.cookie = ann.cookie;
    EXPECT_EQ(elsewhere.get("/api/auth/me").data().at("user").at("email").as_string(), "ann@example.org");
    const auto current = elsewhere.get("/api/reservations/current?eventId=" + event_).data();
    EXPECT_TRUE(current.as_object().contains("reservation"));
    // Whoever planted the anonymous cookie does not follow its owner in, on no node.
    EXPECT_TRUE(soon([&] {
        HttpClient thief(second_port_);
        thief.cookie = anonymous;
        return !thief.get("/api/reservations/current?eventId=" + event_)
                    .data()
                    .as_object()
                    .contains("reservation");
    }));
    ASSERT_EQ(ann.post("/api/auth/logout", "{}").status, 200);
    EXPECT_TRUE(soon([&] {
        HttpClient late(second_port_);
        late.cookie = elsewhere.cookie;
        return !late.get("/api/auth/me").data().as_object().contains("user");
    }));
}

TEST_F(TwoNodes, TakeTheSameClickAsOnePurchaseWhoeverIsFirst) {
    for (int seat = 0; seat < 8; ++seat) {
        auto ann = client();
        ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(fmt::format("\"{}\"", seat))).status, 200);
        HttpClient other_window(second_port_);
        other_window.cookie = ann.cookie;
        const auto body = checkout_body(fmt::format("key-of-seat-{}", seat), "4242424242424242");
        auto first = std::async(std::launch::async, [&] { return ann.post("/api/checkout", body); });
        const auto second = other_window.post("/api/checkout", body);
        const auto answers = {first.get().status, second.status};
        // Who has to ask again is told the same by both.
        for (const auto status : answers) EXPECT_TRUE(status == 201 || status == 503) << status;
        EXPECT_EQ(ann.post("/api/checkout", body).body, other_window.post("/api/checkout", body).body);
    }
}

TEST_F(TwoNodes, HearWhenAnEventChanges) {
    HttpClient bob(second_port_);
    const auto status = [&] {
        return std::string(bob.get("/api/events/" + event_).data().at("status").as_string());
    };
    EXPECT_EQ(status(), "on_sale");
    auto& services = server_->services();
    const auto event = *EventId::parse(event_);
    ASSERT_TRUE(services.loops.wait_for(
        services.catalog.change_status(event, EventStatus::on_sale, EventStatus::paused)));
    EXPECT_TRUE(soon([&] { return status() == "paused"; }));
}

TEST_F(TwoNodes, SendOneMailForEachOrderWhicheverTakesIt) {
    std::vector<std::string> expected;
    for (int seat = 0; seat < 8; ++seat) {
        expected.push_back(buy(seat % 2 == 0 ? client() : HttpClient(second_port_), seat));
    }
    ASSERT_TRUE(soon([&] { return nothing_waits(); }));
    EXPECT_THAT(mails(), UnorderedElementsAreArray(expected));
}

TEST_F(TwoNodes, SendTheMailOfANodeThatWasStoppedBeforeItCould) {
    second_->stop();
    // This node cannot write mails: a file stands where its folder should.
    std::ofstream(folder_.path() / "mail") << "in the way";
    const auto mail = buy(client(), 3);
    ASSERT_TRUE(soon([&] { return database_.sql("SELECT attempts > 0 FROM deliveries") == "t"; }));
    server_->stop();
    EXPECT_THAT(mails(), IsEmpty());
    start_second();
    ASSERT_TRUE(soon([&] { return nothing_waits(); }));
    EXPECT_THAT(mails(), ElementsAre(mail));
}

TEST_F(TwoNodes, ShareTheWorkByTheirRoles) {
    restart_second_as({"worker"});
    HttpClient monitor(second_port_);
    EXPECT_EQ(monitor.get("/readyz").status, 200);
    EXPECT_EQ(monitor.get("/api/events").status, 404);
    EXPECT_EQ(monitor.get("/").status, 404);
    restart_second_as({"api"});
    HttpClient fan(second_port_);
    EXPECT_EQ(fan.get("/api/events").status, 200);
    const auto mail = buy(fan, 9);
    EXPECT_TRUE(soon([&] { return std::ranges::count(mails(), mail) == 1; }))
        << "sent by the node that works";
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "mail" / mail));
}

}  // namespace
}  // namespace fairgate::testing
