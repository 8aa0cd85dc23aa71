#include "catalog/plan_generator.hpp"
#include "catalog/plan_import.hpp"
#include "cli/cli_error.hpp"
#include "http/server_test.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <fstream>
#include <regex>
#include <thread>

namespace fairgate::testing {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kGet = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
constexpr std::string_view kSignature{"\r\n\r\n\0\r\nQUIT\n", 12};

/// The client addresses in the access log, oldest first.
std::vector<std::string> logged_clients(const std::filesystem::path& folder) {
    std::ifstream file(folder / "access.jsonl");
    const std::regex client(R"re("client":"([^"]*)")re");
    std::vector<std::string> clients;
    for (std::string line; std::getline(file, line);) {
        std::smatch found;
        if (std::regex_search(line, found, client)) clients.push_back(found[1]);
    }
    return clients;
}

class ProxiedServerTest : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override { options.trusted_proxies = {"127.0.0.0/8"}; }

    /// Who sent the only request, as the access log says after the server has ended.
    std::string client_of_request(const std::string& bytes) {
        EXPECT_THAT(client().raw(bytes), HasSubstr("200 OK"));
        server_.reset();
        const auto clients = logged_clients(folder_.path());
        return clients.size() == 1 ? clients[0] : std::to_string(clients.size()) + " lines";
    }
};

TEST_F(ProxiedServerTest, BelievesTheProxysHeader) {
    EXPECT_EQ(client_of_request(kGet + "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n\r\n"), "203.0.113.9");
}

class ProxiedSparingServerTest : public ProxiedServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        ProxiedServerTest::adjust(options);
        options.limits.requests_per_client_per_second = 0.001;
        options.limits.request_burst_per_client = 1;
    }
};

TEST_F(ProxiedSparingServerTest, CountsAnIpv6NetworkAsOneClient) {
    const auto ask_from = [this](const std::string& address) {
        return client().raw(kGet + "X-Forwarded-For: " + address + "\r\n\r\n");
    };
    EXPECT_THAT(ask_from("2001:db8:1:2::1"), HasSubstr("200 OK"));
    EXPECT_THAT(ask_from("2001:db8:1:2:3::4"), HasSubstr("429 Too Many"));
    EXPECT_THAT(ask_from("2001:db8:1:3::1"), HasSubstr("200 OK"));
    server_.reset();
    EXPECT_THAT(logged_clients(folder_.path()),
                ::testing::ElementsAre("2001:db8:1:2::1", "2001:db8:1:2:3::4", "2001:db8:1:3::1"));
}

TEST_F(ProxiedServerTest, TakesTheProxyForTheClientWithoutOne) {
    EXPECT_EQ(client_of_request(kGet + "\r\n"), "127.0.0.1");
}

class UnproxiedServerTest : public ServerTest {};

TEST_F(UnproxiedServerTest, DoesNotBelieveAClientsHeader) {
    EXPECT_THAT(client().raw(kGet + "X-Forwarded-For: 203.0.113.9\r\n\r\n"), HasSubstr("200 OK"));
    server_.reset();
    EXPECT_EQ(logged_clients(folder_.path()), std::vector<std::string>{"127.0.0.1"});
}

TEST_F(UnproxiedServerTest, AnswersAProxyLineThatItDoesNotExpectWith400) {
    EXPECT_THAT(client().raw("PROXY TCP4 203.0.113.9 10.0.0.1 1 2\r\n" + kGet + "\r\n"),
                HasSubstr("400 Bad"));
}

TEST_F(UnproxiedServerTest, LogsAnyPathAsJson) {
    EXPECT_THAT(client().raw("GET /api/\xFF\"\xFE HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                HasSubstr("404 Not Found"));
    server_.reset();
    std::ifstream file(folder_.path() / "access.jsonl");
    std::string line;
    ASSERT_TRUE(std::getline(file, line));
    const auto logged = parse_json(line);
    ASSERT_TRUE(logged) << logged.error().reason << line;
    EXPECT_EQ(logged->at("path").as_string(), "/api/\xEF\xBF\xBD\"\xEF\xBF\xBD");
}

class HttpsProxiedServerTest : public ProxiedServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        ProxiedServerTest::adjust(options);
        options.cookies.secure = true;
    }
};

TEST_F(HttpsProxiedServerTest, KeepsBrowsersFromPlainHttp) {
    EXPECT_EQ(client().get("/").header("Strict-Transport-Security"), "max-age=31536000");
}

TEST_F(UnproxiedServerTest, LeavesBrowsersToPlainHttp) {
    EXPECT_EQ(client().get("/").header("Strict-Transport-Security"), "");
}

class ProxyProtocolServerTest : public ProxiedServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        ProxiedServerTest::adjust(options);
        options.proxy_protocol = true;
    }
};

TEST_F(ProxyProtocolServerTest, ReadsALine) {
    EXPECT_EQ(client_of_request("PROXY TCP4 203.0.113.9 10.0.0.1 1 2\r\n" + kGet + "\r\n"), "203.0.113.9");
}

TEST_F(ProxyProtocolServerTest, ReadsABlock) {
    std::string block(kSignature);
    block += std::string("\x21\x11\x00\x0c\xcb\x00\x71\x09\x0a\x00\x00\x01\x00\x01\x00\x02", 16);
    EXPECT_EQ(client_of_request(block + kGet + "\r\n"), "203.0.113.9");
}

TEST_F(ProxyProtocolServerTest, ClosesAConnectionWithoutHeader) {
    EXPECT_EQ(client().raw(kGet + "\r\n"), "");
    EXPECT_EQ(client().raw("PROXY TCP4 nobody 10.0.0.1 1 2\r\n" + kGet + "\r\n"), "");
    EXPECT_EQ(client().raw(std::string(kSignature) + "\x21\x11\xff\xff" + kGet + "\r\n"), "");
    EXPECT_THAT(client().raw("PROXY UNKNOWN\r\n" + kGet + "\r\n"), HasSubstr("200 OK"));
}

/// Then the buffers of both ends are full, and the server waits to write.
void wait_until_nothing_more_comes(const tcp::socket& socket) {
    std::size_t before = 0;
    for (int look = 0; look < 1'000; ++look) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
        const std::size_t has_come = socket.available();
        if (has_come > 0 && has_come == before) return;
        before = has_come;
    }
    FAIL() << "nothing came, or it never stopped";
}

/// Asks many times for what `body` is, and reads when the server can send no more.
void expect_all_of(const std::string& body, const std::string& target, unsigned short port) {
    // More than the buffers of both ends hold.
    constexpr std::size_t kBytesMin = 10'000'000;
    const std::size_t count = kBytesMin / body.size() + 2;
    const std::string request =
        "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: slow\r\n\r\n";
    std::string requests;
    for (std::size_t i = 0; i < count; ++i) requests += request;

    asio::io_context loop;
    tcp::socket socket(loop, tcp::v4());
    socket.set_option(tcp::socket::receive_buffer_size(4'096));
    socket.connect({asio::ip::make_address("127.0.0.1"), port});
    asio::write(socket, asio::buffer(requests));
    wait_until_nothing_more_comes(socket);
    socket.set_option(tcp::socket::receive_buffer_size(1 << 20));

    std::string answers;
    for (std::size_t i = 0; i < count; ++i) {
        const auto head = asio::read_until(socket, asio::dynamic_buffer(answers), "\r\n\r\n");
        EXPECT_THAT(answers, ::testing::StartsWith("HTTP/1.1 200 OK"));
        if (answers.size() < head + body.size()) {
            asio::read(socket, asio::dynamic_buffer(answers),
                       asio::transfer_exactly(head + body.size() - answers.size()));
        }
        ASSERT_EQ(answers.substr(head, body.size()), body) << "answer " << i;
        answers.erase(0, head + body.size());
    }
    EXPECT_EQ(answers, "");
}

TEST_F(UnproxiedServerTest, SendsAllOfItToAClientThatReadsSlowly) {
    const std::string target = "/api/openapi.json";
    expect_all_of(client().get(target).body, target, port_);
}

/// With events in a hall whose map is too long to be copied for every reader.
class TheatreServerTest : public ServerTest {
  protected:
    void adjust(EventRecord& event) override {
        const auto imported = import_plan(generate_plan({}));
        auto& services = server_->services();
        services.loops.wait_for(
            services.catalog_store.add_plan({event.venue_id, imported->plan, imported->json}));
        event.plan_hash = imported->plan.hash;
        event.fares.clear();
        for (const auto& category : imported->plan.categories) {
            event.fares.push_back({category.name, MinorUnits{5'000}});
        }
    }
};

TEST_F(TheatreServerTest, SendsAllOfAFileToAClientThatReadsSlowly) {
    const std::string target = "/api/events/" + event_ + "/seats";
    const std::string body = client().get(target).body;
    ASSERT_GT(body.size(), SealedText::kFileBytesMin);
    expect_all_of(body, target, port_);
}

class ImpatientServerTest : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.limits.request_read_max = std::chrono::milliseconds{100};
    }
};

TEST_F(ImpatientServerTest, WaitsForAHeadNoLongerThanForABody) {
    asio::io_context loop;
    tcp::socket socket(loop);
    socket.connect({asio::ip::make_address("127.0.0.1"), port_});
    asio::write(socket, asio::buffer("GET /healthz HTTP/1.1\r\nHost: loc"s));
    const auto began = std::chrono::steady_clock::now();
    std::string answer;
    boost::system::error_code end;
    asio::read(socket, asio::dynamic_buffer(answer), end);
    EXPECT_LT(std::chrono::steady_clock::now() - began, http::Limits{}.idle_max / 2);
    EXPECT_THAT(answer, ::testing::StartsWith("HTTP/1.1 408 Request Timeout"));
    EXPECT_THAT(answer, HasSubstr(R"("code":"request_timeout")"));
}

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

/// Writes a key and a certificate for `name` that it signs itself.
void write_certificate(const std::filesystem::path& folder, const std::string& name) {
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Owned<X509> certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), 2);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const Owned<FILE> key_file(std::fopen((folder / "key.pem").c_str(), "w"),
                               [](FILE* f) { std::fclose(f); });
    PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    const Owned<FILE> file(std::fopen((folder / "cert.pem").c_str(), "w"), [](FILE* f) { std::fclose(f); });
    PEM_write_X509(file.get(), certificate.get());
}

class TlsServerTest : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        write_certificate(folder_.path(), "first.example.org");
        options.tls_cert = folder_.path() / "cert.pem";
        options.tls_key = folder_.path() / "key.pem";
    }

    struct Secured {
        std::string answer;
        std::string server_name;
        std::string protocol;
    };

    Secured ask(const std::string& bytes) {
        asio::io_context loop;
        ssl::context context(ssl::context::tls_client);
        ssl::stream<tcp::socket> stream(loop, context);
        constexpr unsigned char kOffered[] = "\x02h2\x08http/1.1";
        SSL_set_alpn_protos(stream.native_handle(), kOffered, sizeof kOffered - 1);
        stream.next_layer().connect({asio::ip::make_address("127.0.0.1"), port_});
        stream.handshake(ssl::stream_base::client);
        asio::write(stream, asio::buffer(bytes));
        Secured secured;
        boost::system::error_code end;
        asio::read(stream, asio::dynamic_buffer(secured.answer), end);
        EXPECT_EQ(end, asio::error::eof) << end.message();
        const Owned<X509> shown(SSL_get1_peer_certificate(stream.native_handle()), X509_free);
        char name[64] = "";
        X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, name, sizeof name);
        secured.server_name = name;
        const unsigned char* protocol = nullptr;
        unsigned length = 0;
        SSL_get0_alpn_selected(stream.native_handle(), &protocol, &length);
        secured.protocol.assign(reinterpret_cast<const char*>(protocol), length);
        return secured;
    }
};

TEST_F(TlsServerTest, ServesHttps) {
    EXPECT_THAT(server_->url(), HasSubstr("https://"));
    const auto secured = ask("GET /api/auth/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(secured.answer, HasSubstr("HTTP/1.1 200 OK"));
    EXPECT_THAT(secured.answer, HasSubstr("; Secure"));
    EXPECT_THAT(secured.answer, HasSubstr("\r\nStrict-Transport-Security: max-age=31536000\r\n"));
    EXPECT_EQ(secured.protocol, "http/1.1");
}

TEST_F(TlsServerTest, SendsABodyLongerThanATlsRecord) {
    const auto secured =
        ask("GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_GT(secured.answer.size(), 20'000);
    EXPECT_THAT(secured.answer, ::testing::EndsWith("}"));
}

TEST_F(TlsServerTest, ShowsANewCertificateAfterAReload) {
    EXPECT_EQ(ask(kGet + "\r\n").server_name, "first.example.org");
    write_certificate(folder_.path(), "second.example.org");
    EXPECT_EQ(ask(kGet + "\r\n").server_name, "first.example.org");
    server_->reload();
    EXPECT_EQ(ask(kGet + "\r\n").server_name, "second.example.org");
}

TEST_F(TlsServerTest, KeepsItsCertificateWhenTheNewOneIsBroken) {
    std::ofstream(folder_.path() / "cert.pem") << "nonsense";
    server_->reload();
    EXPECT_EQ(ask(kGet + "\r\n").server_name, "first.example.org");
}

TEST_F(TlsServerTest, AnswersPlainHttpWithNoHttp) {
    EXPECT_THAT(client().raw(kGet + "\r\n"), Not(HasSubstr("HTTP/1.1")));
    EXPECT_THAT(ask(kGet + "\r\n").answer, HasSubstr("200 OK"));
}

TEST(EdgeOptions, AreRefusedWithTheReason) {
    cli::ServeOptions options;
    options.trusted_proxies = {"somewhere"};
    EXPECT_THAT([&] { options.edge(); }, ::testing::Throws<cli::CliError>());
    options.trusted_proxies = {};
    options.proxy_protocol = true;
    EXPECT_THAT([&] { options.edge(); }, ::testing::Throws<cli::CliError>());
    options.proxy_protocol = false;
    options.tls_cert = options.tls_key = "/nowhere.pem";
    EXPECT_THAT([&] { options.edge(); }, ::testing::Throws<cli::CliError>());
}

}  // namespace
}  // namespace fairgate::testing
