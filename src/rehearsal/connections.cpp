#include "rehearsal/connections.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>

namespace fairgate::rehearsal {
namespace {

namespace beast_http = boost::beast::http;
using asio::ip::tcp;

constexpr auto kAsResult = asio::as_tuple(asio::use_awaitable);
constexpr std::uint64_t kBodyBytesMax = 64 << 20;
constexpr std::uint32_t kHeaderBytesMax = 64 << 10;
constexpr std::chrono::milliseconds kWatchPause{250};
/// Servers close what nobody uses; ours after 75 s.
constexpr std::chrono::seconds kIdleMax{50};

/// "127.0.0.1" and those after it.
asio::ip::address_v4 loopback_address(unsigned number) {
    return asio::ip::address_v4(asio::ip::address_v4::loopback().to_uint() + number);
}

std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
    unsigned seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return std::chrono::seconds{seconds};
}

Answer lost(Loss loss) {
    Answer answer;
    answer.loss = loss;
    return answer;
}

Answer answer_of(beast_http::response<beast_http::string_body> response) {
    Answer answer;
    answer.status = response.result_int();
    answer.is_gzip = response[beast_http::field::content_encoding] == "gzip";
    answer.retry_after = seconds_of(response[beast_http::field::retry_after]);
    const auto [first, last] = response.equal_range(beast_http::field::set_cookie);
    for (auto field = first; field != last; ++field) {
        const std::string_view cookie = field->value();
        answer.cookies.emplace_back(cookie.substr(0, cookie.find(';')));
    }
    answer.body = std::move(response.body());
    return answer;
}

}  // namespace

struct Connections::Connection {
    Connection(const asio::any_io_executor& executor, unsigned from) : address(from), socket(executor) {}

    const unsigned address;

    tcp::socket socket;
    boost::beast::flat_buffer buffer;
    /// Of what is under way; while it is free, since when.
    std::chrono::microseconds deadline{0};
    std::chrono::microseconds free_since{0};
    bool is_connected = false;
    bool timed_out = false;
    bool is_to_close = false;
};

Connections::Connections(asio::any_io_executor executor, ConnectionRules rules, const Timeline& timeline)
    : executor_(std::move(executor)),
      rules_(std::move(rules)),
      timeline_(timeline),
      free_(rules_.addresses) {}

Connections::~Connections() = default;

Task<Answer> Connections::exchange(unsigned address, std::string request) {
    auto connection = co_await take(address);
    connection->deadline = timeline_.now() + rules_.answer_max;
    const auto busy = busy_.insert(busy_.end(), connection.get());
    // The connection must be given back also when the fan is told to stop.
    std::exception_ptr cancelled;
    Answer answer;
    try {
        answer = co_await send(*connection, std::move(request));
    } catch (...) {
        cancelled = std::current_exception();
    }
    busy_.erase(busy);
    if (answer.loss != Loss::none && connection->timed_out) answer.loss = Loss::timed_out;
    if (cancelled || answer.loss != Loss::none || connection->is_to_close) {
        drop(std::move(connection));
    } else {
        give_back(std::move(connection));
    }
    if (cancelled) std::rethrow_exception(cancelled);
    // What broke because the fan was told to stop is nothing that the server did.
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    co_return answer;
}

Task<Connections::ConnectionPtr> Connections::take(unsigned address) {
    bool has_waited = false;
    for (;;) {
        auto connection = take_free(free_[address]);
        const bool is_full = open_ >= rules_.connections_max;
        // Closing one of another address to open one of this would cost both sides more than it is worth.
        if (!connection && is_full) connection = take_any_free();
        if (connection) co_return connection;
        if (open_ < rules_.connections_max) break;
        if (!std::exchange(has_waited, true)) ++waits_;
        co_await suspend<bool>([this](Resume<bool> resume) { waiting_.push_back(std::move(resume)); });
    }
    ++open_;
    ++opened_;
    co_return std::make_unique<Connection>(executor_, address);
}

/// Null when there is none that the server will not be closing at this moment.
Connections::ConnectionPtr Connections::take_free(Free& free) {
    if (free.empty()) return nullptr;
    auto connection = std::move(free.back());
    free.pop_back();
    if (timeline_.now() - connection->free_since <= kIdleMax) return connection;
    --open_;
    return nullptr;
}

Connections::ConnectionPtr Connections::take_any_free() {
    for (std::size_t i = 0; i < free_.size(); ++i) {
        auto connection = take_free(free_[next_to_take_++ % free_.size()]);
        if (connection) return connection;
    }
    return nullptr;
}

void Connections::give_back(ConnectionPtr connection) {
    connection->free_since = timeline_.now();
    auto& free = free_[connection->address];
    free.push_back(std::move(connection));
    wake_one();
}

void Connections::drop(ConnectionPtr connection) {
    connection.reset();
    --open_;
    wake_one();
}

void Connections::wake_one() {
    while (!waiting_.empty()) {
        const auto resume = std::move(waiting_.front());
        waiting_.pop_front();
        if (resume.done()) continue;
        resume(nullptr, true);
        return;
    }
}

boost::system::error_code Connections::bind(Connection& connection) const {
    boost::system::error_code error;
    connection.socket.open(rules_.server.protocol(), error);
    if (error || rules_.addresses < 2) return error;
    // Without this the port is chosen before it is known who is called, and no two connections share one.
    const int yes = 1;
    ::setsockopt(connection.socket.native_handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    connection.socket.bind({loopback_address(connection.address), 0}, error);
    return error;
}

Task<Answer> Connections::send(Connection& connection, std::string request) {
    if (!connection.is_connected) {
        auto error = bind(connection);
        if (!error) {
            auto [failed] = co_await connection.socket.async_connect(rules_.server, kAsResult);
            error = failed;
        }
        if (error) co_return lost(Loss::no_connection);
        connection.is_connected = true;
        connection.socket.set_option(tcp::no_delay(true), error);
    }
    auto [error, written] = co_await asio::async_write(connection.socket, asio::buffer(request), kAsResult);
    if (error) co_return lost(Loss::broken);
    Answer answer = co_await read(connection);
    co_return answer;
}

Task<Answer> Connections::read(Connection& connection) {
    beast_http::response_parser<beast_http::string_body> parser;
    parser.header_limit(kHeaderBytesMax);
    parser.body_limit(kBodyBytesMax);
    auto [error, bytes] =
        co_await beast_http::async_read(connection.socket, connection.buffer, parser, kAsResult);
    if (error) {
        const bool is_http =
            error.category() != beast_http::make_error_code(beast_http::error::bad_method).category() ||
            error == beast_http::error::end_of_stream || error == beast_http::error::partial_message;
        co_return lost(is_http ? Loss::broken : Loss::nonsense);
    }
    connection.is_to_close = !parser.keep_alive();
    co_return answer_of(parser.release());
}

Task<void> Connections::keep_watch() {
    for (;;) {
        co_await timeline_.reach(timeline_.now() + kWatchPause);
        const auto now = timeline_.now();
        for (auto* connection : busy_) {
            if (now < connection->deadline || connection->timed_out) continue;
            connection->timed_out = true;
            boost::system::error_code ignored;
            connection->socket.close(ignored);
        }
        close_idle(now);
    }
}

void Connections::close_idle(std::chrono::microseconds now) {
    for (auto& free : free_) {
        const auto closed = std::erase_if(
            free, [&](const ConnectionPtr& connection) { return now - connection->free_since > kIdleMax; });
        open_ -= closed;
    }
}

}  // namespace fairgate::rehearsal
