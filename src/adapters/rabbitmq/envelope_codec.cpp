#include "adapters/rabbitmq/envelope_codec.hpp"

#include <algorithm>
#include <optional>

namespace fairgate::rabbitmq {
namespace {

constexpr std::string_view kAttempts = "fairgate-attempts";
constexpr std::string_view kTrace = "fairgate-trace";
constexpr std::string_view kQueue = "fairgate-queue";
constexpr std::string_view kReason = "fairgate-reason";
constexpr std::string_view kDiedAt = "fairgate-died-at";
constexpr std::uint8_t kPersistent = 2;

amqp_table_entry_t entry(std::string_view key, std::string_view text) {
    amqp_table_entry_t made{bytes_of(key), {}};
    made.value.kind = AMQP_FIELD_KIND_UTF8;
    made.value.value.bytes = bytes_of(text);
    return made;
}

amqp_table_entry_t entry(std::string_view key, std::int64_t number) {
    amqp_table_entry_t made{bytes_of(key), {}};
    made.value.kind = AMQP_FIELD_KIND_I64;
    made.value.value.i64 = number;
    return made;
}

const amqp_field_value_t* find(const amqp_table_t& table, std::string_view key) {
    for (int i = 0; i < table.num_entries; ++i) {
        if (text_of(table.entries[i].key) == key) return &table.entries[i].value;
    }
    return nullptr;
}

std::string text_in(const amqp_table_t& table, std::string_view key) {
    const auto* value = find(table, key);
    const bool is_text = value && value->kind == AMQP_FIELD_KIND_UTF8;
    return is_text ? std::string(text_of(value->value.bytes)) : std::string();
}

std::int64_t number_in(const amqp_table_t& table, std::string_view key) {
    const auto* value = find(table, key);
    return value && value->kind == AMQP_FIELD_KIND_I64 ? value->value.i64 : 0;
}

/// The newest of the deaths that the broker writes on what it passes on by itself; empty without.
amqp_table_t last_death(const amqp_table_t& headers) {
    const auto* deaths = find(headers, "x-death");
    if (!deaths || deaths->kind != AMQP_FIELD_KIND_ARRAY || deaths->value.array.num_entries == 0) return {};
    const auto& newest = deaths->value.array.entries[0];
    return newest.kind == AMQP_FIELD_KIND_TABLE ? newest.value.table : amqp_table_t{};
}

void read_death(const amqp_table_t& death, Envelope& envelope) {
    if (text_in(death, "reason") != "delivery_limit") return;
    envelope.reason = "whoever got it died or went away, again and again";
    const auto name = text_in(death, "queue");
    envelope.queue = name.substr(name.rfind('.') + 1);
    const auto* time = find(death, "time");
    if (!time || time->kind != AMQP_FIELD_KIND_TIMESTAMP) return;
    envelope.died_at = Timestamp{std::chrono::seconds{time->value.u64}};
}

void read_headers(const amqp_table_t& headers, Envelope& envelope) {
    constexpr std::int64_t kAttemptsMax = 1'000'000;
    envelope.attempts =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(number_in(headers, kAttempts), 0, kAttemptsMax));
    // Whoever may publish can write anything there, and it goes into log lines.
    auto trace = text_in(headers, kTrace);
    if (is_trace(trace)) envelope.message.trace = std::move(trace);
    envelope.queue = text_in(headers, kQueue);
    envelope.reason = text_in(headers, kReason);
    envelope.died_at = Timestamp{std::chrono::milliseconds{number_in(headers, kDiedAt)}};
    if (envelope.reason.empty()) read_death(last_death(headers), envelope);
}

}  // namespace

amqp_bytes_t bytes_of(std::string_view text) {
    return {text.size(), const_cast<char*>(text.data())};
}

std::string_view text_of(amqp_bytes_t bytes) {
    return {static_cast<const char*>(bytes.bytes), bytes.len};
}

Properties::Properties(const Envelope& envelope) {
    properties_._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG |
                         AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_TYPE_FLAG | AMQP_BASIC_HEADERS_FLAG;
    properties_.content_type = bytes_of("application/json");
    properties_.delivery_mode = kPersistent;
    properties_.message_id = bytes_of(envelope.message.id);
    properties_.type = bytes_of(envelope.message.topic);
    headers_.push_back(entry(kAttempts, static_cast<std::int64_t>(envelope.attempts)));
    if (!envelope.message.trace.empty()) headers_.push_back(entry(kTrace, envelope.message.trace));
    if (!envelope.reason.empty()) {
        headers_.push_back(entry(kQueue, envelope.queue));
        headers_.push_back(entry(kReason, envelope.reason));
        headers_.push_back(entry(kDiedAt, envelope.died_at.time_since_epoch().count()));
    }
    properties_.headers = {static_cast<int>(headers_.size()), headers_.data()};
}

Envelope read_envelope(const amqp_message_t& message) {
    const auto& properties = message.properties;
    Envelope envelope;
    envelope.message.body = text_of(message.body);
    if (properties._flags & AMQP_BASIC_MESSAGE_ID_FLAG) envelope.message.id = text_of(properties.message_id);
    if (properties._flags & AMQP_BASIC_TYPE_FLAG) envelope.message.topic = text_of(properties.type);
    if (properties._flags & AMQP_BASIC_HEADERS_FLAG) read_headers(properties.headers, envelope);
    return envelope;
}

}  // namespace fairgate::rabbitmq
