#include "http/server_test.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include <fstream>

namespace fairgate::testing {
namespace {

namespace asio = boost::asio;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using BadInput = ServerTest;

TEST_F(BadInput, UnknownThingsAreNotFound) {
    auto fan = client();
    const std::string nobody = "0000000000001";
    for (const auto& path :
         {"/api/events/" + nobody, "/api/events/" + nobody + "/seats",
          "/api/events/" + nobody + "/availability", "/api/events/" + nobody + "/stream",
          std::string("/api/events/nonsense"), "/api/orders/" + nobody, "/api/orders/" + nobody + "/tickets",
          "/api/tickets/" + nobody + "/qr.svg", "/api/reservations/current?eventId=" + nobody,
          std::string("/api/plans/none"), std::string("/api/nothing"), std::string("/api")}) {
        EXPECT_EQ(fan.get(path).status, 404) << path;
    }
}

TEST_F(BadInput, ReserveRefusesSeatsThatCannotBe) {
    auto fan = client();
    const std::vector<std::pair<std::string, int>> cases{
        {"", 422},
        {R"("1","1")", 422},
        {R"("1","2","3","4","5","6","7")", 422},
        {R"("20")", 404},
        {R"("99999999999999999999")", 422},
        {R"("-1")", 422},
        {R"("seat")", 422},
        {R"("01")", 422},
    };
    for (const auto& [seats, status] : cases) {
        const auto answer = fan.post("/api/seats/reserve", reserve_body(seats));
        EXPECT_TRUE(answer.status == status || (answer.status == 404 && status == 422))
            << seats << answer.body;
    }
    const auto wrong_type = fan.post("/api/seats/reserve", reserve_body("1"));
    EXPECT_EQ(wrong_type.status, 400);
    EXPECT_THAT(wrong_type.body, HasSubstr("$.seatIds[0] must be a string"));
    EXPECT_EQ(
        fan.get("/api/events/" + event_ + "/availability").data().at("availability").at("held").as_int64(),
        0);
}

TEST_F(BadInput, EventThatIsNotOnSaleSellsNothing) {
    auto fan = client();
    const auto answer =
        fan.post("/api/seats/reserve", R"({"eventId":")" + upcoming_event_ + R"(","seatIds":["1"]})");
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.code(), "event_not_on_sale");
}

TEST_F(BadInput, BrokenBodiesAreNamed) {
    auto fan = client();
    for (const auto* body :
         {"{", "[]", "null", "{}", R"({"eventId":5})", "\x01\x02", R"({"eventId":"x","extra":1})"}) {
        EXPECT_EQ(fan.post("/api/seats/reserve", body).status, 400) << body;
    }
    EXPECT_EQ(fan.post("/api/seats/reserve", std::string(1'000, '[')).status, 400);
    EXPECT_EQ(fan.post("/api/seats/reserve", reserve_body(R"("1")"), {{"Content-Type", "text/plain"}}).status,
              415);
}

TEST_F(BadInput, AMemberThatStandsTwiceIsNotChosenFrom) {
    auto fan = client();
    const std::string once = reserve_body(R"("1")");
    const auto answer =
        fan.post("/api/seats/reserve", once.substr(0, once.size() - 1) + R"(,"seatIds":["2"]})");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.code(), "bad_request");
    EXPECT_THAT(answer.body, HasSubstr("$ has an object with a name twice"));
    EXPECT_EQ(fan.post("/api/seats/reserve", once).status, 200);
}

TEST_F(BadInput, CallsThatTakeNothingTakeNoNonsenseEither) {
    auto fan = client();
    const std::string queue = "/api/queue/" + event_;
    for (const auto& call : {std::string("/api/auth/logout"), queue + "/enter", queue + "/leave"}) {
        for (const auto* body : {"{", "[]", "null", "5", R"({"extra":1})"}) {
            EXPECT_EQ(fan.post(call, body).status, 400) << call << body;
        }
        EXPECT_NE(fan.post(call, "{}").status, 400) << call;
        EXPECT_NE(fan.post(call, "").status, 400) << call;
    }
}

TEST_F(BadInput, OtherSitesCannotActForAFan) {
    auto fan = client();
    const auto body = reserve_body(R"("1")");
    EXPECT_EQ(fan.post("/api/seats/reserve", body, {{"Origin", "https://evil.example"}}).status, 403);
    EXPECT_EQ(fan.post("/api/seats/reserve", body, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
    const std::string own = "http://127.0.0.1:" + std::to_string(port_);
    EXPECT_EQ(fan.post("/api/seats/reserve", body, {{"Origin", own}}).status, 200);
}

TEST_F(BadInput, WrongMethodsAreToldTheRightOnes) {
    auto fan = client();
    const auto answer = fan.send("DELETE", "/api/events", "", {});
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.header("Allow"), "GET");
    EXPECT_EQ(fan.get("/api/seats/reserve").header("Allow"), "POST");
}

TEST_F(BadInput, QueryParametersAreChecked) {
    auto fan = client();
    for (const auto* query : {"limit=0", "limit=101", "limit=x", "status=open", "sort=random",
                              "from=yesterday", "minPrice=-1", "cursor=forged", "q=%zz"}) {
        EXPECT_EQ(fan.get(std::string("/api/events?") + query).status, 400) << query;
    }
    EXPECT_EQ(fan.get("/api/events?q=%22%20OR%20*%20NEAR(").status, 200);
}

TEST_F(BadInput, CardDetailsAreCheckedBeforeAnythingHappens) {
    auto fan = client();
    ASSERT_EQ(fan.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    const auto answer = fan.post("/api/checkout", checkout_body("key-of-bad-card", "4242424242424241"));
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.code(), "invalid_request");
    EXPECT_EQ(answer.body.find("4242424242424241"), std::string::npos);
    EXPECT_EQ(fan.post("/api/checkout", checkout_body("key-of-bad-card", "4242424242424242")).status, 201);
}

TEST_F(BadInput, AddressesThatNoMailReachesAreNotTaken) {
    auto fan = client();
    ASSERT_EQ(fan.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    const std::string good = "ann@example.org";
    for (const auto* bad : {"a(b)@example.org", "a:b@example.org", "\xC3\xA9@example.org",
                            "a\xE2\x80\xAE@example.org", "a@[127.0.0.1]"}) {
        auto purchase = checkout_body("key-of-odd-mail", "4242424242424242");
        purchase.replace(purchase.find(good), good.size(), bad);
        const auto account = R"({"email":")" + std::string(bad) + R"(","password":"0123456789","name":"A"})";
        for (const auto& refused :
             {fan.post("/api/checkout", purchase), fan.post("/api/auth/register", account)}) {
            EXPECT_EQ(refused.status, 422) << bad;
            EXPECT_THAT(refused.body, HasSubstr(R"("field":"email")")) << bad;
        }
    }
}

TEST_F(BadInput, ReusedKeyForAnotherPurchaseIsRefused) {
    auto fan = client();
    ASSERT_EQ(fan.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    ASSERT_EQ(fan.post("/api/checkout", checkout_body("key-used-twice", "4242424242424242")).status, 201);
    ASSERT_EQ(fan.post("/api/seats/reserve", reserve_body(R"("2")")).status, 200);
    const auto answer = fan.post("/api/checkout", checkout_body("key-used-twice", "4242424242424242"));
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.code(), "idempotency_key_reused");
}

TEST_F(BadInput, OversizedAndMalformedRequestsAreRefusedAtTheEdge) {
    auto fan = client();
    EXPECT_EQ(fan.post("/api/seats/reserve", std::string(70'000, ' ')).status, 413);
    EXPECT_THAT(fan.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"),
                StartsWith("HTTP/1.1 431"));
    EXPECT_THAT(fan.raw("rubbish\r\n\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(fan.raw("GET http://other/ HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_EQ(fan.raw("POST /api/seats/reserve HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{\"ev"), "");
    EXPECT_EQ(fan.get("/healthz").status, 200);
}

/// A request with a body of two bytes, and behind it one that must not be seen on its own.
std::string smuggling(const std::string& headers, const std::string& version = "1.1") {
    return "POST /api/auth/logout HTTP/" + version + "\r\nHost: a\r\nContent-Type: application/json\r\n" +
           headers + "\r\n2\r\n{}\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
}

TEST_F(BadInput, BodiesThatAProxyMayDelimitOtherwiseAreRefused) {
    auto fan = client();
    for (const auto* coding : {"identity", "gzip", "gzip, chunked", "chunked, identity", "xchunked",
                               "chunked;q=1", "\"chunked\"", "chunked,", ",chunked", ""}) {
        const auto answer = fan.raw(smuggling("Transfer-Encoding: " + std::string(coding) + "\r\n"));
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 400")) << coding;
        EXPECT_THAT(answer, Not(HasSubstr("HTTP/1.1 200"))) << coding;
    }
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    EXPECT_THAT(fan.raw(smuggling(chunked + "Content-Length: 17\r\n")), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(fan.raw(smuggling("Content-Length: 17\r\n" + chunked)), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(fan.raw(smuggling("Transfer-Encoding: gzip\r\n" + chunked)), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(fan.raw(smuggling(chunked, "1.0")), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(fan.raw(smuggling("Transfer-Encoding: Chunked\r\n")), StartsWith("HTTP/1.1 200"));
}

TEST_F(BadInput, ARequestNamesOneHost) {
    auto fan = client();
    const std::string get = "GET /healthz HTTP/1.1\r\nConnection: close\r\n";
    EXPECT_THAT(fan.raw(get + "\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(fan.raw(get + "Host: a\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(fan.raw(get + "Host: a\r\n\r\n"), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(fan.raw("GET /healthz HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(BadInput, WhoHoldsABodyBackIsToldToGoOn) {
    auto fan = client();
    const std::string head =
        "POST /api/auth/logout HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: "
        "application/json\r\n";
    asio::io_context loop;
    asio::ip::tcp::socket socket(loop);
    socket.connect({asio::ip::make_address("127.0.0.1"), port_});
    asio::write(socket, asio::buffer(head + "Content-Length: 2\r\nExpect: 100-Continue\r\n\r\n"));
    std::string answer;
    asio::read_until(socket, asio::dynamic_buffer(answer), "\r\n\r\n");
    EXPECT_EQ(answer, "HTTP/1.1 100 Continue\r\n\r\n");
    asio::write(socket, asio::buffer("{}", 2));
    asio::read_until(socket, asio::dynamic_buffer(answer), "HTTP/1.1 200 OK");
    EXPECT_THAT(fan.raw(head + "Content-Length: 70000\r\nExpect: 100-continue\r\n\r\n"),
                StartsWith("HTTP/1.1 413"));
    EXPECT_THAT(fan.raw(head + "Content-Length: 2\r\nExpect: miracles\r\n\r\n{}"),
                StartsWith("HTTP/1.1 417"));
}

TEST_F(BadInput, TrailersAreNoHeaders) {
    const auto answer = client().raw(
        "POST /api/auth/logout HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Request-Id: of-a-trailer-0001\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400"));
}

TEST_F(BadInput, WhatStandsBetweenChunksIsNotKeptWithoutEnd) {
    auto fan = client();
    const std::string head =
        "POST /api/auth/logout HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n";
    std::string trailers;
    for (int i = 0; i < 50'000; ++i) trailers += "A: bcdefgh\r\n";
    EXPECT_THAT(fan.raw(head + "2;" + std::string(1'000'000, 'a')), StartsWith("HTTP/1.1 431"));
    EXPECT_THAT(fan.raw(head + "2\r\n{}\r\n0\r\n" + trailers), StartsWith("HTTP/1.1 431"));
}

TEST_F(BadInput, BodiesUpToTheLimitAreReadHoweverTheyCome) {
    auto fan = client();
    EXPECT_EQ(fan.post("/api/seats/reserve", std::string(65'536, ' ')).code(), "bad_request");
    std::string chunks;
    for (int i = 0; i < 60'000; ++i) chunks += "1\r\n \r\n";
    EXPECT_THAT(fan.raw("POST /api/seats/reserve HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n" +
                        chunks + "0\r\n\r\n"),
                HasSubstr("$ is not valid JSON"));
}

TEST_F(BadInput, PathTricksReachNoFile) {
    auto fan = client();
    for (const auto* path :
         {"/../secret.key", "/%2e%2e/secret.key", "/assets/../secret.key", "//etc/passwd"}) {
        const auto answer = fan.get(path);
        EXPECT_TRUE(answer.status == 404 || answer.header("Content-Type").starts_with("text/html")) << path;
    }
}

TEST_F(BadInput, EveryAnswerCarriesTheSecurityHeaders) {
    auto fan = client();
    for (const auto* path : {"/", "/api/events", "/api/none", "/healthz"}) {
        const auto answer = fan.get(path);
        EXPECT_THAT(answer.header("Content-Security-Policy"), StartsWith("default-src 'none'")) << path;
        EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << path;
        EXPECT_FALSE(answer.header("X-Request-Id").empty()) << path;
    }
}

TEST_F(BadInput, NoSharedCacheMayKeepASessionsCookie) {
    auto fan = client();
    const auto first = fan.get("/");
    EXPECT_FALSE(first.header("Set-Cookie").empty());
    EXPECT_EQ(first.header("Cache-Control"), "private, no-cache");
    EXPECT_EQ(fan.get("/").header("Cache-Control"), "no-cache");
    EXPECT_EQ(client().get("/api/auth/me").header("Cache-Control"), "no-store");
}

TEST_F(BadInput, OneAddressOpensOnlySoManyAccounts) {
    auto fan = client();
    const std::string account = R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})";
    ASSERT_EQ(fan.post("/api/auth/register", account).status, 201);
    Answer last;
    for (std::uint32_t i = 0; i < LoginLimits{}.registrations_per_address_max && last.status != 429; ++i) {
        last = fan.post("/api/auth/register", account);
    }
    EXPECT_EQ(last.status, 429);
    EXPECT_EQ(last.code(), "too_many_registrations");
    EXPECT_GE(std::stoi(last.header("Retry-After")), 1);
    EXPECT_EQ(fan.post("/api/auth/login", R"({"email":"ann@example.org","password":"correct horse"})").status,
              200);
}

class SlowDown : public ServerTest {
    void adjust(cli::ServeOptions& options) override {
        options.limits.requests_per_client_per_second = 0.001;
        options.limits.request_burst_per_client = 5;
    }
};

TEST_F(SlowDown, TooManyRequestsAreToldWhenToComeAgain) {
    auto fan = client();
    Answer last;
    for (int i = 0; i < 10 && last.status != 429; ++i) last = fan.get("/healthz");
    EXPECT_EQ(last.status, 429);
    EXPECT_GE(std::stoi(last.header("Retry-After")), 1);
}

TEST_F(BadInput, SeatMapSaysWhenItHasNotChanged) {
    auto fan = client();
    const auto first = fan.get("/api/events/" + event_ + "/availability");
    const auto same =
        fan.get("/api/events/" + event_ + "/availability", {{"If-None-Match", first.header("ETag")}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    const auto packed = fan.get("/api/events/" + event_ + "/seats", {{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
    const auto smaller =
        fan.get("/api/events/" + event_ + "/seats", {{"Accept-Encoding", "gzip, deflate, br"}});
    EXPECT_EQ(smaller.header("Content-Encoding"), "br");
}

/// Every coding of an answer has a tag of its own, which brings 304 in that coding alone.
class Tags : public BadInput {
  protected:
    void expect_tags_of_codings(const std::string& path, const std::vector<std::string>& codings) {
        auto fan = client();
        std::vector<std::string> tags;
        for (const auto& coding : codings) {
            const auto answer = fan.get(path, {{"Accept-Encoding", coding}});
            EXPECT_EQ(answer.header("Content-Encoding"), coding == "identity" ? "" : coding) << path;
            EXPECT_EQ(answer.header("Vary"), "Accept-Encoding") << path;
            tags.push_back(answer.header("ETag"));
            EXPECT_THAT(tags.back(), AllOf(StartsWith("\""), EndsWith("\""))) << path << ": must be strong";
        }
        for (std::size_t i = 0; i < codings.size(); ++i) {
            for (std::size_t j = 0; j < codings.size(); ++j) {
                const auto again =
                    fan.get(path, {{"Accept-Encoding", codings[i]}, {"If-None-Match", "W/" + tags[j]}});
                EXPECT_EQ(again.status, i == j ? 304 : 200) << path << " " << codings[i] << " " << tags[j];
                EXPECT_EQ(again.header("ETag"), tags[i]) << path;
                if (i == j) EXPECT_EQ(again.header("Content-Encoding"), "") << path;
            }
        }
        const std::string all = "\"other\", " + tags[0] + ",W/\"more\"";
        const auto listed = fan.get(path, {{"Accept-Encoding", codings[0]}, {"If-None-Match", all}});
        EXPECT_EQ(listed.status, 304) << path;
        const auto any = fan.get(path, {{"Accept-Encoding", codings[0]}, {"If-None-Match", "*"}});
        EXPECT_EQ(any.status, 304) << path;
    }
};

TEST_F(Tags, ASeatMapHasOneForEachCoding) {
    expect_tags_of_codings("/api/events/" + event_ + "/seats", {"identity", "gzip", "br"});
    expect_tags_of_codings("/api/events/" + event_ + "/availability", {"identity", "gzip", "br"});
}

TEST_F(Tags, APlanHasOneForEachCoding) {
    const std::string hash(client().get("/api/events/" + event_).data().at("planHash").as_string());
    expect_tags_of_codings("/api/plans/" + hash, {"identity", "gzip"});
}

class TagsOfFiles : public Tags {
  protected:
    void adjust(cli::ServeOptions& options) override {
        for (const auto* name : {"index.html", "index.html.gz", "index.html.br"}) {
            std::ofstream(web_.path() / name) << name;
        }
        options.web = web_.path();
    }

    TemporaryFolder web_;
};

TEST_F(TagsOfFiles, AFileHasOneForEachCoding) {
    expect_tags_of_codings("/", {"identity", "gzip", "br"});
}

}  // namespace
}  // namespace fairgate::testing
