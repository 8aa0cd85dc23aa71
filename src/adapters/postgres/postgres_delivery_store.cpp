#include "adapters/postgres/postgres_delivery_store.hpp"

#include "adapters/postgres/write.hpp"
#include "adapters/sql/message_rows.hpp"

namespace fairgate::postgres {
namespace {

// Taking and removing do not wait for the disk: a delivery that comes again after the server died is known to
// the inbox. Nor does adding, where the log is in order: the outbox forgets a message only after that.

constexpr std::string_view kAdd =
    "INSERT INTO deliveries (queue, message_id, topic, body, trace, due_at)"
    " SELECT queue, message_id, topic, body, trace, (SELECT fairgate_now($6::bigint))"
    " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])"
    " AS d (queue, message_id, topic, body, trace)"
    " ON CONFLICT (queue, message_id) DO NOTHING";

/// $2 is the caller's time, $3 for how long.
constexpr std::string_view kTake = R"sql(
WITH next AS (
    SELECT id FROM deliveries
    WHERE queue = $1 AND due_at <= (SELECT fairgate_now($2::bigint)) AND died_at IS NULL
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE deliveries d SET due_at = (SELECT fairgate_now($2::bigint)) + $3::bigint FROM next
WHERE d.id = next.id RETURNING d.queue, d.message_id, d.topic, d.body, d.attempts, d.trace
)sql";

constexpr std::string_view kRemove = "DELETE FROM deliveries WHERE queue = $1 AND message_id = $2";

/// $2 is the caller's time, $3 how long to wait.
constexpr std::string_view kRetry =
    "UPDATE deliveries SET attempts = $1, due_at = (SELECT fairgate_now($2::bigint)) + $3::bigint"
    " WHERE queue = $4 AND message_id = $5";

constexpr std::string_view kBury =
    "UPDATE deliveries SET attempts = $1, died_at = $2, reason = $3 WHERE queue = $4 AND message_id = $5";

constexpr std::string_view kDead =
    "SELECT queue, message_id, topic, body, attempts, trace, reason, died_at FROM deliveries"
    " WHERE died_at IS NOT NULL ORDER BY died_at, id LIMIT $1";

constexpr std::string_view kReplay =
    "UPDATE deliveries SET died_at = NULL, reason = '', attempts = 0,"
    " due_at = (SELECT fairgate_now($1::bigint))"
    " WHERE died_at IS NOT NULL AND ($2::text IS NULL OR message_id = $2)";

Task<std::optional<Delivery>> take_next(Connection& connection, Call call) {
    const Rows rows = co_await connection.commit_unflushed(std::move(call));
    if (rows.empty()) co_return std::nullopt;
    co_return sql::read_delivery(rows.front());
}

Task<std::vector<DeadLetter>> read_dead(Connection& connection, std::uint32_t limit) {
    const Rows rows = co_await connection.ask(Call(kDead, limit));
    std::vector<DeadLetter> letters;
    for (const Row row : rows) letters.push_back(sql::read_dead_letter(row));
    co_return letters;
}

}  // namespace

Task<void> PostgresDeliveryStore::add(std::vector<Delivery> deliveries, Timestamp now) {
    std::vector<std::string> queues;
    std::vector<std::string> messages;
    std::vector<std::string> topics;
    std::vector<std::string> bodies;
    std::vector<std::string> traces;
    for (auto& delivery : deliveries) {
        queues.push_back(std::move(delivery.queue));
        messages.push_back(std::move(delivery.message.id));
        topics.push_back(std::move(delivery.message.topic));
        bodies.push_back(std::move(delivery.message.body));
        traces.push_back(std::move(delivery.message.trace));
    }
    co_await write_unflushed(pool_, Call(kAdd, queues, messages, topics, bodies, traces, now));
}

Task<std::optional<Delivery>> PostgresDeliveryStore::take(std::string queue, Timestamp now, Timestamp until) {
    return pool_.run([call = Call(kTake, queue, now, until - now)](Connection& connection) {
        return take_next(connection, call);
    });
}

Task<void> PostgresDeliveryStore::remove(Delivery delivery) {
    co_await write_unflushed(pool_, Call(kRemove, delivery.queue, delivery.message.id));
}

Task<void> PostgresDeliveryStore::retry(Delivery delivery, Timestamp at) {
    const Timestamp now = clock_.now();
    co_await write(pool_,
                   Call(kRetry, delivery.attempts, now, at - now, delivery.queue, delivery.message.id));
}

Task<void> PostgresDeliveryStore::bury(Delivery delivery, std::string reason, Timestamp now) {
    co_await write(pool_, Call(kBury, delivery.attempts, now, reason, delivery.queue, delivery.message.id));
}

Task<std::vector<DeadLetter>> PostgresDeliveryStore::list(std::uint32_t limit) {
    return pool_.run([limit](Connection& connection) { return read_dead(connection, limit); });
}

Task<std::uint32_t> PostgresDeliveryStore::replay(std::optional<std::string> message, Timestamp now) {
    const std::int64_t replayed = co_await write(pool_, Call(kReplay, now, message));
    co_return static_cast<std::uint32_t>(replayed);
}

}  // namespace fairgate::postgres
