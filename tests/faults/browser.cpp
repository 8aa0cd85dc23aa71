#include "faults/browser.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace fairgate::faults {
namespace {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);

using HttpRequest = bhttp::request<bhttp::string_body>;
using HttpResponse = bhttp::response<bhttp::string_body>;

Answer read_answer(const HttpResponse& response) {
    Answer answer{response.result_int(), response.body(), {}, {}};
    boost::system::error_code error;
    json::value document = json::parse(answer.body, error);
    if (error || !document.is_object()) return answer;
    if (auto* data = document.get_object().if_contains("data")) answer.data = std::move(*data);
    if (auto* code = document.get_object().if_contains("code"))
        answer.code = json::value_to<std::string>(*code);
    return answer;
}

}  // namespace

struct Browser::Connection {
    explicit Connection(asio::any_io_executor executor) : stream(std::move(executor)) {}

    beast::tcp_stream stream;
    beast::flat_buffer buffer;
};

int Doors::lives() const {
    int sum = 0;
    for (const Door* door : all) sum += door->life();
    return sum;
}

Browser::Browser(const Server& server) : Browser(Doors{{&server}}) {}
Browser::Browser(Doors doors, std::size_t first)
    : doors_(std::move(doors)), next_(first), connections_(doors_.all.size()) {}
Browser::~Browser() = default;
Browser::Browser(Browser&&) noexcept = default;

Browser Browser::another_window() const {
    Browser other(doors_, next_ + 1);
    other.cookie_ = cookie_;
    return other;
}

Task<std::optional<Answer>> Browser::get(std::string path) {
    return send(false, std::move(path), {});
}

Task<std::optional<Answer>> Browser::post(std::string path, json::value body) {
    return send(true, std::move(path), json::serialize(body));
}

Task<bool> Browser::connect(std::size_t door) {
    auto fresh = std::make_unique<Connection>(co_await asio::this_coro::executor);
    fresh->stream.expires_after(doors_.answer_max);
    const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), doors_.all[door]->port());
    auto [refused] = co_await fresh->stream.async_connect(endpoint, kNoThrow);
    if (!refused) connections_[door] = std::move(fresh);
    co_return !refused;
}

Task<std::optional<Answer>> Browser::send(bool is_post, std::string path, std::string body) {
    const std::size_t door = next_++ % connections_.size();
    auto& connection = connections_[door];
    if (!connection) {
        const bool connected = co_await connect(door);
        if (!connected) co_return std::nullopt;
    }
    HttpRequest request(is_post ? bhttp::verb::post : bhttp::verb::get, path, 11, std::move(body));
    request.set(bhttp::field::host, "127.0.0.1");
    if (!cookie_.empty()) request.set(bhttp::field::cookie, cookie_);
    if (is_post) request.set(bhttp::field::content_type, "application/json");
    request.prepare_payload();
    HttpResponse response;
    connection->stream.expires_after(doors_.answer_max);
    auto [write_error, written] = co_await bhttp::async_write(connection->stream, request, kNoThrow);
    auto read_error = write_error;
    if (!write_error) {
        auto [error, read] =
            co_await bhttp::async_read(connection->stream, connection->buffer, response, kNoThrow);
        read_error = error;
    }
    if (read_error || !response.keep_alive()) connection.reset();
    // What stands in front of the nodes says so when one of them did not answer.
    const bool is_lost = response.result() == bhttp::status::bad_gateway ||
                         response.result() == bhttp::status::gateway_timeout;
    if (read_error || is_lost) co_return std::nullopt;
    const std::string set_cookie(response[bhttp::field::set_cookie]);
    if (set_cookie.starts_with("fairgate_session=")) cookie_ = set_cookie.substr(0, set_cookie.find(';'));
    co_return read_answer(response);
}

Task<void> pause_for(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace fairgate::faults
