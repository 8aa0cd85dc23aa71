#include "http/http_client.hpp"

#include "http/answer_schema.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <gtest/gtest.h>

namespace fairgate::testing {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

std::string Answer::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

json::value Answer::json() const {
    boost::system::error_code error;
    auto value = json::parse(json::string_view(body), error);
    if (error) ADD_FAILURE() << "not JSON: " << body.substr(0, 200);
    return value;
}

json::value Answer::data() const {
    const auto value = json();
    const auto* data = value.is_object() ? value.get_object().if_contains("data") : nullptr;
    if (!data) {
        ADD_FAILURE() << status << " " << body.substr(0, 300);
        return json::object{};
    }
    return *data;
}

std::string Answer::code() const {
    const auto value = json();
    const auto* code = value.is_object() ? value.get_object().if_contains("code") : nullptr;
    return code ? std::string(code->as_string()) : "";
}

Answer HttpClient::get(const std::string& target, const Headers& headers) {
    return send("GET", target, "", headers);
}

Answer HttpClient::post(const std::string& target, const std::string& body, const Headers& headers) {
    return send("POST", target, body, headers);
}

Answer HttpClient::send(const std::string& method, const std::string& target, const std::string& body,
                        const Headers& headers) {
    asio::io_context loop;
    tcp::socket socket(loop);
    socket.connect({asio::ip::make_address("127.0.0.1"), port_});
    http::request<http::string_body> request;
    request.method_string(method);
    request.target(target);
    request.version(11);
    request.set("Host", "127.0.0.1:" + std::to_string(port_));
    request.set("Connection", "close");
    std::string cookies = cookie;
    for (const auto& [name, value] : place_cookies)
        cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!cookies.empty()) request.set("Cookie", cookies);
    if (!body.empty()) request.set("Content-Type", "application/json");
    for (const auto& [name, value] : headers) request.set(name, value);
    request.body() = body;
    request.prepare_payload();
    http::write(socket, request);

    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 << 20);
    parser.skip(method == "HEAD");
    http::read(socket, buffer, parser);
    const auto& response = parser.get();
    Answer answer{static_cast<int>(response.result_int()), response.body(), {}};
    for (const auto& field : response)
        answer.headers[std::string(field.name_string())] = std::string(field.value());
    for (const auto& field : response) {
        if (field.name() == http::field::set_cookie) keep(std::string(field.value()));
    }
    if (method != "HEAD" && answer.status != 304 && answer.header("Content-Encoding").empty()) {
        EXPECT_EQ(check_answer(method, target.substr(0, target.find('?')), answer.status, answer.body), "");
    }
    return answer;
}

void HttpClient::keep(const std::string& set_cookie) {
    const std::string pair = set_cookie.substr(0, set_cookie.find(';'));
    const auto equals = pair.find('=');
    if (pair.starts_with("fairgate_session=")) {
        cookie = pair;
    } else {
        place_cookies[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
}

std::string HttpClient::raw(const std::string& bytes) {
    asio::io_context loop;
    tcp::socket socket(loop);
    socket.connect({asio::ip::make_address("127.0.0.1"), port_});
    // The server may close before it has read everything.
    boost::system::error_code end;
    asio::write(socket, asio::buffer(bytes), end);
    socket.shutdown(tcp::socket::shutdown_send, end);
    std::string answer;
    asio::read(socket, asio::dynamic_buffer(answer), end);
    return answer;
}

}  // namespace fairgate::testing
