#include "adapters/postgres/postgres_outbox_store.hpp"

#include "adapters/postgres/write.hpp"
#include "adapters/sql/message_rows.hpp"

#include <algorithm>

namespace fairgate::postgres {
namespace {

// None of these writes waits for the disk. What the server forgets when it dies had been claimed or sent, and
// is so again: subscribers are used to hearing a message twice.

/// $1 at most; $2 is the caller's time, $3 for how long.
constexpr std::string_view kClaim = R"sql(
WITH free AS (
    SELECT id FROM outbox WHERE claimed_until <= (SELECT fairgate_now($2::bigint)) ORDER BY id LIMIT $1
    FOR UPDATE SKIP LOCKED)
UPDATE outbox o SET claimed_until = (SELECT fairgate_now($2::bigint)) + $3::bigint FROM free
WHERE o.id = free.id RETURNING o.id, o.topic, o.body, o.created_at, o.trace
)sql";

constexpr std::string_view kDelete = "DELETE FROM outbox WHERE id = ANY ($1::bigint[])";

/// $2 is the caller's time, $3 for how long.
constexpr std::string_view kPutBack =
    "UPDATE outbox SET claimed_until = (SELECT fairgate_now($2::bigint)) + $3::bigint"
    " WHERE id = ANY ($1::bigint[])";

constexpr std::string_view kCount = "SELECT count(*) FROM outbox";

Task<std::vector<OutboxMessage>> claim_free(Connection& connection, Call call) {
    const Rows rows = co_await connection.commit_unflushed(std::move(call));
    std::vector<OutboxMessage> messages;
    for (const Row row : rows) messages.push_back(sql::read_outbox_message(row));
    std::ranges::sort(messages, {}, &OutboxMessage::id);
    co_return messages;
}

Task<std::uint64_t> count(Connection& connection) {
    const Rows rows = co_await connection.ask(Call(kCount));
    co_return static_cast<std::uint64_t>(rows.front().integer(0));
}

}  // namespace

Task<std::vector<OutboxMessage>> PostgresOutboxStore::claim(std::uint32_t limit, Timestamp now,
                                                            Timestamp until) {
    return pool_.run([call = Call(kClaim, limit, now, until - now)](Connection& connection) {
        return claim_free(connection, call);
    });
}

Task<void> PostgresOutboxStore::mark_sent(std::vector<std::int64_t> ids) {
    co_await write_unflushed(pool_, Call(kDelete, ids));
}

Task<void> PostgresOutboxStore::put_back(std::vector<std::int64_t> ids, Timestamp at) {
    const Timestamp now = clock_.now();
    co_await write_unflushed(pool_, Call(kPutBack, ids, now, at - now));
}

Task<std::uint64_t> PostgresOutboxStore::waiting() {
    return pool_.run([](Connection& connection) { return count(connection); });
}

}  // namespace fairgate::postgres
