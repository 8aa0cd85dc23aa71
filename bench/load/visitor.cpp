#include "load/visitor.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/serialize.hpp>

namespace fairgate::bench {

namespace http = boost::beast::http;

Task<void> Visitor::connect() {
    co_await socket_.async_connect(server_, asio::use_awaitable);
    socket_.set_option(asio::ip::tcp::no_delay(true));
}

Task<Answer> Visitor::post(std::string path, boost::json::value body) {
    Request request(http::verb::post, path, 11);
    request.set(http::field::content_type, "application/json");
    request.body() = boost::json::serialize(body);
    request.prepare_payload();
    co_return co_await send(std::move(request));
}

Task<Answer> Visitor::get(std::string path) {
    Request request(http::verb::get, path, 11);
    request.set(http::field::accept_encoding, "gzip");
    co_return co_await send(std::move(request));
}

Task<Answer> Visitor::send(Request request) {
    if (!socket_.is_open()) co_await connect();
    request.set(http::field::host, "localhost");
    if (!cookie_.empty()) request.set(http::field::cookie, cookie_);
    co_await http::async_write(socket_, request, asio::use_awaitable);

    http::response<http::string_body> response;
    co_await http::async_read(socket_, buffer_, response, asio::use_awaitable);
    const std::string_view set = response[http::field::set_cookie];
    if (!set.empty()) cookie_ = set.substr(0, set.find(';'));
    co_return Answer{response.result_int(), std::move(response.body())};
}

}  // namespace fairgate::bench
