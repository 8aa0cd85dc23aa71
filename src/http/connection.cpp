#include "http/connection.hpp"

#include "base/stopwatch.hpp"
#include "http/proxy_protocol.hpp"
#include "http/response_head.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/read_size.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace fairgate::http {
namespace {

namespace beast_http = boost::beast::http;
constexpr auto kAsResult = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view kKeepAliveFrame = ":\n\n";
constexpr std::chrono::seconds kRestMax{1};
constexpr std::size_t kReadBytesMax = 65'536;
constexpr std::string_view kContinue = "100-continue";
constexpr std::string_view kContinueAnswer = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr unsigned kHttp11 = 11;

/// The answer to bytes that are no acceptable request; empty when the client merely left.
std::optional<Response> answer_to(boost::system::error_code error) {
    using beast_http::error;
    using enum beast_http::error;
    if (error == header_limit || error == buffer_overflow) {
        return failure(431, "headers_too_large", "The request's headers are too large.");
    }
    if (error == body_limit) return failure(413, "body_too_large", "The request's body is too large.");
    if (error == boost::system::errc::not_supported) {
        return failure(417, "unknown_expectation", "Of expectations only 100-continue is known.");
    }
    if (error == asio::error::operation_aborted) {
        return failure(408, "request_timeout", "The request took too long to come.");
    }
    if (error == end_of_stream || error == partial_message) return std::nullopt;
    if (error.category() == beast_http::make_error_code(bad_method).category()) {
        return failure(400, "bad_request", "This is not a valid HTTP request.");
    }
    return std::nullopt;
}

std::ptrdiff_t count_of(const beast_http::fields& fields) {
    return std::distance(fields.begin(), fields.end());
}

/// What the parser lets pass, but a proxy in front of us may understand otherwise: whose request it is, or
/// where it ends.
boost::system::error_code check_head(const beast_http::request<beast_http::string_body>& head) {
    const auto hosts = head.count(Field::host);
    if (hosts > 1 || (hosts == 0 && head.version() >= kHttp11)) {
        return make_error_code(beast_http::error::bad_value);
    }
    const auto expects = head.find(Field::expect);
    if (expects != head.end() && !boost::beast::iequals(expects->value(), kContinue)) {
        return make_error_code(boost::system::errc::not_supported);
    }
    const auto [coding, end] = head.equal_range(Field::transfer_encoding);
    if (coding == end) return {};
    const bool is_plain = std::next(coding) == end && boost::beast::iequals(coding->value(), "chunked");
    if (is_plain && head.version() == kHttp11 && head.find(Field::content_length) == head.end()) return {};
    return make_error_code(beast_http::error::bad_transfer_encoding);
}

/// Whether the body is held back until we have seen the head.
bool waits_to_go_on(const beast_http::request_parser<beast_http::string_body>& parser) {
    if (!parser.is_header_done() || parser.get().version() < kHttp11) return false;
    return parser.get().find(Field::expect) != parser.get().end();
}

}  // namespace

Connection::Connection(Server& server, asio::ip::tcp::socket socket, asio::ip::address client, bool counted)
    : server_(server),
      socket_(std::move(socket)),
      peer_(std::move(client)),
      client_(peer_.to_string()),
      network_(network_of(peer_)),
      counted_(counted),
      buffer_(server.limits_.header_bytes_max + server.limits_.body_bytes_max) {}

Connection::~Connection() {
    if (counted_) server_.clients_.disconnected(network_of(peer_));
    --server_.connections_;
}

Task<void> Connection::run() {
    bool open = co_await begin();
    while (open && !server_.draining_) open = co_await serve_one();
    if (stream_ && !server_.draining_) co_await pass_on();
    socket_.finish_sending();
}

/// What comes before the first request. False when the connection is to be closed unanswered.
Task<bool> Connection::begin() {
    enter(State::reading, server_.limits_.request_read_max);
    if (server_.edge_.proxy_protocol && server_.edge_.proxies.contains(peer_)) {
        const bool known = co_await learn_client();
        if (!known) co_return false;
    }
    if (server_.edge_.tls) co_await socket_.start_tls(server_.edge_.tls->context());
    co_return true;
}

/// The proxy's header names the client, which is counted from here on.
Task<bool> Connection::learn_client() {
    const auto header = co_await read_proxy_header(socket_.tcp());
    if (!header) co_return false;
    if (!header->client) co_return true;
    peer_ = *header->client;
    set_client(peer_);
    counted_ = server_.clients_.connected(network_, server_.parts_.clock.now());
    co_return counted_;
}

/// A proxy that names the client in the request's headers passes on requests of many.
asio::ip::address Connection::forwarded_client(const Parser& parser) const {
    std::vector<std::string_view> lines;
    const auto [first, last] = parser.get().equal_range("X-Forwarded-For");
    for (auto field = first; field != last; ++field) lines.push_back(field->value());
    return server_.edge_.proxies.client_of(peer_, lines);
}

void Connection::set_client(const asio::ip::address& client) {
    client_ = client.to_string();
    network_ = network_of(client);
}

/// Until the request is whole. What came with the one before is looked at first.
Task<boost::system::error_code> Connection::read(Parser& parser) {
    enter(State::idle, server_.limits_.idle_max);
    for (;;) {
        if (buffer_.size() > 0) {
            const bool had_head = parser.is_header_done();
            const auto error = parse(parser);
            if (error != beast_http::error::need_more) co_return error;
            if (state_ == State::idle) enter(State::reading, server_.limits_.request_read_max);
            if (!had_head && waits_to_go_on(parser)) {
                auto [gone, bytes] =
                    co_await asio::async_write(socket_, asio::buffer(kContinueAnswer), kAsResult);
                if (gone) co_return gone;
            }
        }
        const std::size_t room = boost::beast::read_size(buffer_, kReadBytesMax);
        if (room == 0) co_return make_error_code(beast_http::error::buffer_overflow);
        auto [error, bytes] = co_await socket_.async_read_some(buffer_.prepare(room), kAsResult);
        if (error) co_return error;
        buffer_.commit(bytes);
    }
}

/// Takes what has come; `need_more` when that is not all. The head is checked before the body is believed to
/// end where it says.
boost::system::error_code Connection::parse(Parser& parser) {
    boost::system::error_code error;
    if (!parser.is_header_done()) {
        buffer_.consume(parser.put(buffer_.data(), error));
        if (error) return error;
        error = check_head(parser.get());
        if (error) return error;
        if (parser.chunked()) parser.fields_in_head = count_of(parser.get());
        parser.eager(true);
    }
    if (!parser.is_done()) {
        if (buffer_.size() == 0) return make_error_code(beast_http::error::need_more);
        buffer_.consume(parser.put(buffer_.data(), error));
        if (error) return error;
    }
    if (!parser.is_done()) return make_error_code(beast_http::error::need_more);
    // Among the fields of the head, trailers would pass for what a proxy has put there.
    if (parser.chunked() && count_of(parser.get()) != parser.fields_in_head) {
        return make_error_code(beast_http::error::bad_field);
    }
    return {};
}

Task<bool> Connection::serve_one() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(server_.limits_.header_bytes_max));
    parser.body_limit(server_.limits_.body_bytes_max);
    const auto error = co_await read(parser);
    if (error) {
        co_await refuse(error);
        co_return false;
    }

    const auto started = server_.parts_.clock.now();
    const Stopwatch stopwatch;
    enter(State::answering, std::chrono::hours{24});
    Request request;
    Response response = co_await answer(parser, request);
    const bool head_only = request.verb == Verb::head;
    // A stream follows its head until the connection ends; to HEAD the head alone is the answer.
    const bool streams = response.stream && !head_only;
    const bool keep_alive = parser.get().keep_alive() && !response.close && !server_.draining_ && !streams;
    const auto rest = response.may_rest ? put_off(response) : std::chrono::milliseconds{0};
    co_await send(response, request, keep_alive, head_only);

    const AccessRecord record{started,
                              request.id,
                              request.trace,
                              client_,
                              std::string_view(parser.get().method_string()),
                              request.path,
                              request.route,
                              response.status,
                              bytes_sent_,
                              stopwatch.elapsed()};
    log(record);
    if (streams) stream_ = std::move(response.stream);
    if (keep_alive && rest.count() > 0) {
        enter(State::idle, server_.limits_.idle_max);
        co_await server_.parts_.clock.sleep_for(rest);
    }
    co_return keep_alive;
}

/// Tells whoever is refused when to come again. Returns how long the connection rests until then, so that who
/// asks earlier is not heard: not for long, as its owner may want something else meanwhile, and a proxy's
/// connections are everybody's.
std::chrono::milliseconds Connection::put_off(Response& refusal) const {
    const auto turn = server_.parts_.overload.next_turn(server_.parts_.clock.now());
    const auto seconds = static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(turn).count());
    refusal.retry_after_seconds = std::max(refusal.retry_after_seconds.value_or(0), seconds);
    if (server_.edge_.proxies.contains(peer_)) return {};
    return std::min<std::chrono::milliseconds>(turn, kRestMax);
}

/// Apart from the request, so that a stream keeps nothing of it in memory. In a task of its own, because
/// closing the socket does not end a stream that waits for something to say.
Task<void> Connection::pass_on() {
    enter(State::streaming, std::chrono::hours{24});
    head_ = {};
    ids_ = {};
    buffer_.clear();
    buffer_.shrink_to_fit();
    co_await asio::co_spawn(socket_.get_executor(), stream_->run(*this),
                            asio::bind_cancellation_slot(end_stream_.slot(), asio::use_awaitable));
}

Task<Response> Connection::answer(const Parser& parser, Request& request) {
    const auto& message = parser.get();
    const std::string_view target = message.target();
    request.verb = message.method();
    request.path = target.substr(0, target.find('?'));
    request.query_text = request.path.size() == target.size() ? "" : target.substr(request.path.size() + 1);
    request.body = message.body();
    request.fields = &message;
    if (server_.edge_.proxies.contains(peer_)) set_client(forwarded_client(parser));
    request.client_network = network_;
    ids_ = ids_of_request(message, server_.parts_.random);
    request.id = ids_.id;
    request.trace = ids_.trace;

    const auto [wait, to_share] = server_.clients_.take_request(network_, server_.parts_.clock.now());
    if (to_share > 0) server_.background_.spawn(socket_.get_executor(), server_.share(network_, to_share));
    if (wait.count() > 0) {
        auto response = failure(429, "too_many_requests", "Too many requests. Please wait a moment.");
        response.retry_after_seconds = static_cast<unsigned>((wait.count() + 999) / 1000);
        co_return response;
    }
    if (!target.starts_with('/')) {
        auto response = failure(400, "bad_target", "The request's target must be a path.");
        response.close = true;
        co_return response;
    }
    Response response = co_await server_.parts_.dispatcher.answer(request);
    co_return response;
}

Task<void> Connection::send(const Response& response, const Request& request, bool keep_alive,
                            bool head_only) {
    enter(State::writing, server_.limits_.write_max);
    write_head(head_, response, request.id, server_.parts_.clock.now(),
               keep_alive || (response.stream && !head_only), server_.security_headers_);
    const bool with_body = !head_only && response.status != 304 && !response.stream;
    const std::string_view body = with_body ? response.body_text() : std::string_view{};
    if (!body.empty() && response.body_file() >= 0 && !socket_.encrypts()) {
        bytes_sent_ = 0;
        co_await socket_.send_file(head_, response.body_file(), body.size());
        bytes_sent_ = head_.size() + body.size();
        co_return;
    }
    std::array<asio::const_buffer, 2> buffers{asio::buffer(head_), asio::buffer(body)};
    bytes_sent_ = socket_.write_some_now(buffers);
    if (bytes_sent_ == head_.size() + body.size()) co_return;
    const std::size_t of_head = std::min(bytes_sent_, head_.size());
    buffers[0] += of_head;
    buffers[1] += bytes_sent_ - of_head;
    auto [error, bytes] = co_await asio::async_write(socket_, buffers, kAsResult);
    bytes_sent_ += bytes;
    if (error) throw boost::system::system_error(error);
}

Task<void> Connection::refuse(boost::system::error_code error) {
    auto response = answer_to(error);
    if (!response || !socket_.is_open()) co_return;
    response->close = true;
    ids_ = ids_of_request({}, server_.parts_.random);
    Request request;
    request.id = ids_.id;
    co_await send(*response, request, false, false);
    const AccessRecord record{server_.parts_.clock.now(),
                              request.id,
                              ids_.trace,
                              client_,
                              "-",
                              "-",
                              "malformed",
                              response->status,
                              bytes_sent_,
                              std::chrono::microseconds{0}};
    log(record);
    // What the client is still sending is read and dropped, or closing would reset the connection before it
    // has read the answer.
    socket_.finish_sending();
    enter(State::reading, std::chrono::seconds{1});
    for (;;) {
        buffer_.clear();
        auto [end, bytes] = co_await socket_.tcp().async_read_some(buffer_.prepare(4096), kAsResult);
        if (end) co_return;
    }
}

Task<void> Connection::write(std::shared_ptr<const std::string> frame) {
    last_write_ = server_.parts_.clock.now();
    const asio::const_buffer whole = asio::buffer(*frame);
    const std::size_t written = socket_.write_some_now({whole, {}});
    if (written == frame->size()) co_return;
    write_pending_ = true;
    deadline_ = last_write_ + server_.limits_.write_max;
    auto [error, bytes] = co_await asio::async_write(socket_, whole + written, kAsResult);
    write_pending_ = false;
    last_write_ = server_.parts_.clock.now();
    deadline_ = last_write_ + std::chrono::hours{24};
    if (error) throw boost::system::system_error(asio::error::operation_aborted);
}

void Connection::enter(State state, std::chrono::milliseconds limit) {
    state_ = state;
    last_write_ = server_.parts_.clock.now();
    deadline_ = last_write_ + limit;
}

void Connection::sweep(Timestamp now) {
    if (now >= deadline_) return state_ == State::reading ? socket_.cancel() : close();
    if (state_ != State::streaming || write_pending_ || now - last_write_ < server_.limits_.stream_quiet_max)
        return;
    if (!socket_.write_at_once(asio::buffer(kKeepAliveFrame))) return close();
    last_write_ = now;
}

void Connection::drain() {
    if (state_ == State::idle || state_ == State::reading || state_ == State::streaming) close();
}

void Connection::close() {
    socket_.close();
    end_stream_.emit(asio::cancellation_type::all);
}

void Connection::log(const AccessRecord& record) {
    server_.parts_.access_log.write(record);
    server_.parts_.observer(record);
}

}  // namespace fairgate::http
