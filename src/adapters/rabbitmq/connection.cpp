#include "adapters/rabbitmq/connection.hpp"

#include "adapters/rabbitmq/envelope_codec.hpp"
#include "base/stopwatch.hpp"

#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <spdlog/spdlog.h>

#include <array>

namespace fairgate::rabbitmq {
namespace {

constexpr int kChannelsMax = 64;
constexpr int kFrameBytesMax = 131'072;

timeval timeval_of(std::chrono::milliseconds duration) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
    return {seconds.count(), static_cast<long>((duration - seconds).count() * 1000)};
}

amqp_socket_t* new_socket(amqp_connection_state_t state, bool tls) {
    if (!tls) return amqp_tcp_socket_new(state);
    amqp_socket_t* socket = amqp_ssl_socket_new(state);
    if (socket) SSL_CTX_set_default_verify_paths(static_cast<SSL_CTX*>(amqp_ssl_socket_get_context(socket)));
    return socket;
}

/// What the broker gives as its reason in a close method, "ACCESS_REFUSED - ...".
std::string_view reason_of(const amqp_method_t& method) {
    if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
        return text_of(static_cast<const amqp_connection_close_t*>(method.decoded)->reply_text);
    }
    if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
        return text_of(static_cast<const amqp_channel_close_t*>(method.decoded)->reply_text);
    }
    return "an unexpected answer";
}

/// Arguments of a queue; keys are literals.
class Arguments {
  public:
    void add(const char* key, std::string_view text) {
        auto& entry = entries_.emplace_back(amqp_table_entry_t{amqp_cstring_bytes(key), {}});
        entry.value.kind = AMQP_FIELD_KIND_UTF8;
        entry.value.value.bytes = bytes_of(text);
    }
    void add(const char* key, std::int32_t number) {
        auto& entry = entries_.emplace_back(amqp_table_entry_t{amqp_cstring_bytes(key), {}});
        entry.value.kind = AMQP_FIELD_KIND_I32;
        entry.value.value.i32 = number;
    }
    amqp_table_t table() { return {static_cast<int>(entries_.size()), entries_.data()}; }

  private:
    std::vector<amqp_table_entry_t> entries_;
};

}  // namespace

Connection::Connection(const ConnectionSettings& settings, std::size_t first, const std::stop_token& stop)
    : settings_(settings), broker_(first % settings.address.endpoints.size()) {
    const std::size_t count = settings_.address.endpoints.size();
    std::string failures;
    for (std::size_t tried = 0; tried < count && !stop.stop_requested(); ++tried) {
        broker_ = (first + tried) % count;
        try {
            connect();
            log_in();
            return;
        } catch (const BrokerError& error) {
            failures += (failures.empty() ? "" : "; ") + std::string(error.what());
        }
    }
    throw BrokerError(failures);
}

void Connection::connect() {
    state_.reset(amqp_new_connection());
    if (!state_) throw std::bad_alloc();
    amqp_socket_t* socket = new_socket(state_.get(), settings_.address.tls);
    if (!socket) fail("no socket", "out of memory");
    timeval limit = timeval_of(settings_.connect_max);
    const int status = amqp_socket_open_noblock(socket, endpoint().host.c_str(), endpoint().port, &limit);
    if (status != AMQP_STATUS_OK) {
        throw BrokerError(
            fmt::format("{} cannot be reached: {}", endpoint().text(), amqp_error_string2(status)));
    }
}

void Connection::log_in() {
    const timeval connect_max = timeval_of(settings_.connect_max);
    const timeval answer_max = timeval_of(settings_.answer_max);
    amqp_set_handshake_timeout(state_.get(), &connect_max);
    amqp_set_rpc_timeout(state_.get(), &answer_max);
    const auto& address = settings_.address;
    check(amqp_login(state_.get(), address.vhost.c_str(), kChannelsMax, kFrameBytesMax,
                     static_cast<int>(settings_.heartbeat.count()), AMQP_SASL_METHOD_PLAIN,
                     address.user.c_str(), address.password.c_str()),
          "login");
}

void Connection::open_channel(Channel channel) {
    amqp_channel_open(state_.get(), channel);
    check(amqp_get_rpc_reply(state_.get()), "a channel");
}

void Connection::declare_exchange(Channel channel, const std::string& name, const char* kind) {
    amqp_exchange_declare(state_.get(), channel, bytes_of(name), amqp_cstring_bytes(kind), 0, 1, 0, 0,
                          amqp_empty_table);
    check(amqp_get_rpc_reply(state_.get()), name.c_str());
}

void Connection::declare_queue(Channel channel, const std::string& name, const QueueRules& rules) {
    Arguments arguments;
    arguments.add("x-queue-type", "quorum");
    arguments.add("x-max-length", kQueueLengthMax);
    arguments.add("x-overflow", "reject-publish");
    arguments.add("x-delivery-limit", static_cast<std::int32_t>(rules.deliveries_max));
    if (rules.ttl.count() > 0) arguments.add("x-message-ttl", static_cast<std::int32_t>(rules.ttl.count()));
    if (rules.passes_on) {
        arguments.add("x-dead-letter-exchange", "");
        arguments.add("x-dead-letter-strategy", "at-least-once");
        if (!rules.dead_key.empty()) arguments.add("x-dead-letter-routing-key", rules.dead_key);
    }
    amqp_queue_declare(state_.get(), channel, bytes_of(name), 0, 1, 0, 0, arguments.table());
    check(amqp_get_rpc_reply(state_.get()), name.c_str());
}

void Connection::bind(Channel channel, const std::string& queue, const std::string& exchange,
                      const std::string& key) {
    amqp_queue_bind(state_.get(), channel, bytes_of(queue), bytes_of(exchange), bytes_of(key),
                    amqp_empty_table);
    check(amqp_get_rpc_reply(state_.get()), queue.c_str());
}

void Connection::delete_queue(Channel channel, const std::string& name) {
    amqp_queue_delete(state_.get(), channel, bytes_of(name), 0, 0);
    check(amqp_get_rpc_reply(state_.get()), name.c_str());
}

void Connection::select_confirms(Channel channel) {
    amqp_confirm_select(state_.get(), channel);
    check(amqp_get_rpc_reply(state_.get()), "confirms");
}

void Connection::publish(Channel channel, const Outgoing& outgoing) {
    constexpr amqp_boolean_t kMandatory = 1;
    constexpr amqp_boolean_t kImmediate = 0;
    await_room();
    const Properties properties(outgoing.envelope);
    check(amqp_basic_publish(state_.get(), channel, bytes_of(outgoing.exchange),
                             bytes_of(outgoing.routing_key), kMandatory, kImmediate, properties.get(),
                             bytes_of(outgoing.envelope.message.body)),
          "a message");
}

/// The library would wait for a broker that takes nothing, out of memory perhaps, for ever.
void Connection::await_room() const {
    pollfd socket{amqp_get_sockfd(state_.get()), POLLOUT, 0};
    const int ready = ::poll(&socket, 1, static_cast<int>(settings_.answer_max.count()));
    if (ready <= 0) fail("a message", "the broker takes nothing");
}

void Connection::consume(Channel channel, const std::string& queue, std::uint16_t prefetch) {
    amqp_basic_qos(state_.get(), channel, 0, prefetch, 0);
    check(amqp_get_rpc_reply(state_.get()), "prefetch");
    amqp_basic_consume(state_.get(), channel, bytes_of(queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    check(amqp_get_rpc_reply(state_.get()), queue.c_str());
}

std::optional<Taken> Connection::get(Channel channel, const std::string& queue) {
    const auto reply = amqp_basic_get(state_.get(), channel, bytes_of(queue), 0);
    check(reply, queue.c_str());
    if (reply.reply.id == AMQP_BASIC_GET_EMPTY_METHOD) return std::nullopt;
    const auto got = *static_cast<const amqp_basic_get_ok_t*>(reply.reply.decoded);
    Taken taken{{channel, got.delivery_tag, read_message(channel)}, got.message_count};
    amqp_maybe_release_buffers_on_channel(state_.get(), channel);
    return taken;
}

void Connection::ack(Channel channel, std::uint64_t tag) {
    check(amqp_basic_ack(state_.get(), channel, tag, 0), "an acknowledgement");
}

void Connection::requeue_all(Channel channel) {
    constexpr std::uint64_t kAll = 0;
    check(amqp_basic_nack(state_.get(), channel, kAll, 1, 1), "a return");
}

std::optional<Event> Connection::next() {
    for (;;) {
        amqp_frame_t frame;
        timeval at_once{0, 0};
        const int status = amqp_simple_wait_frame_noblock(state_.get(), &frame, &at_once);
        if (status == AMQP_STATUS_TIMEOUT) return std::nullopt;
        check(status, "the connection");
        if (frame.frame_type != AMQP_FRAME_METHOD) continue;
        auto event = event_of(frame);
        amqp_maybe_release_buffers(state_.get());
        if (event) return event;
    }
}

std::optional<Event> Connection::event_of(const amqp_frame_t& frame) {
    const amqp_method_t& method = frame.payload.method;
    switch (method.id) {
        case AMQP_BASIC_ACK_METHOD: {
            const auto* ack = static_cast<const amqp_basic_ack_t*>(method.decoded);
            return Confirm{ack->delivery_tag, ack->multiple != 0, true};
        }
        case AMQP_BASIC_NACK_METHOD: {
            const auto* nack = static_cast<const amqp_basic_nack_t*>(method.decoded);
            return Confirm{nack->delivery_tag, nack->multiple != 0, false};
        }
        case AMQP_BASIC_RETURN_METHOD: {
            const auto* back = static_cast<const amqp_basic_return_t*>(method.decoded);
            Returned returned{
                std::string(text_of(back->exchange)), std::string(text_of(back->routing_key)), {}};
            returned.message_id = read_message(frame.channel).message.id;
            return returned;
        }
        case AMQP_BASIC_DELIVER_METHOD: {
            const auto tag = static_cast<const amqp_basic_deliver_t*>(method.decoded)->delivery_tag;
            return Delivered{frame.channel, tag, read_message(frame.channel)};
        }
        case AMQP_CONNECTION_BLOCKED_METHOD:
            spdlog::warn("{} takes no messages for now: it is short of memory or disk", endpoint().text());
            return std::nullopt;
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            return std::nullopt;
        case AMQP_BASIC_CANCEL_METHOD:
            fail("a queue", "it is not there any more");
        default:
            fail("the connection", reason_of(method));
    }
}

Envelope Connection::read_message(Channel channel) {
    amqp_message_t message;
    check(amqp_read_message(state_.get(), channel, &message, 0), "a message");
    const std::unique_ptr<amqp_message_t, void (*)(amqp_message_t*)> owner(&message, &amqp_destroy_message);
    return read_envelope(message);
}

Event Connection::await_event() {
    const Stopwatch stopwatch;
    while (stopwatch.elapsed() < settings_.answer_max) {
        if (auto event = next()) return std::move(*event);
        wait(std::nullopt, std::chrono::milliseconds{100});
    }
    fail("the connection", "no answer");
}

void Connection::wait(std::optional<int> other, std::chrono::milliseconds limit) const {
    if (amqp_frames_enqueued(state_.get()) || amqp_data_in_buffer(state_.get())) return;
    std::array<pollfd, 2> files{
        {{amqp_get_sockfd(state_.get()), POLLIN, 0}, {other.value_or(-1), POLLIN, 0}}};
    ::poll(files.data(), files.size(), static_cast<int>(limit.count()));
}

void Connection::close() {
    check(amqp_connection_close(state_.get(), AMQP_REPLY_SUCCESS), "goodbye");
}

void Connection::check(const amqp_rpc_reply_t& reply, const char* what) const {
    switch (reply.reply_type) {
        case AMQP_RESPONSE_NORMAL:
            return;
        case AMQP_RESPONSE_NONE:
            fail(what, "no answer");
        case AMQP_RESPONSE_LIBRARY_EXCEPTION:
            fail(what, amqp_error_string2(reply.library_error));
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            fail(what, reason_of(reply.reply));
    }
}

void Connection::check(int status, const char* what) const {
    if (status != AMQP_STATUS_OK) fail(what, amqp_error_string2(status));
}

void Connection::fail(const char* what, std::string_view why) const {
    while (why.ends_with('.')) why.remove_suffix(1);
    throw BrokerError(fmt::format("{}, {}: {}", endpoint().text(), what, why));
}

}  // namespace fairgate::rabbitmq
