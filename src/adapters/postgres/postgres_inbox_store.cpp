#include "adapters/postgres/postgres_inbox_store.hpp"

#include "adapters/postgres/write.hpp"

namespace fairgate::postgres {
namespace {

/// $3 is the caller's time, $4 for how long.
constexpr std::string_view kClaim =
    "INSERT INTO inbox AS i (consumer, message_id, claimed_until)"
    " VALUES ($1, $2, (SELECT fairgate_now($3::bigint)) + $4::bigint)"
    " ON CONFLICT (consumer, message_id) DO UPDATE SET claimed_until = excluded.claimed_until"
    " WHERE i.finished_at IS NULL AND i.claimed_until <= (SELECT fairgate_now($3::bigint))";

constexpr std::string_view kIsFinished =
    "SELECT finished_at IS NOT NULL FROM inbox WHERE consumer = $1 AND message_id = $2";

constexpr std::string_view kFinish =
    "UPDATE inbox SET finished_at = $1 WHERE consumer = $2 AND message_id = $3 AND finished_at IS NULL";

constexpr std::string_view kGiveBack =
    "DELETE FROM inbox WHERE consumer = $1 AND message_id = $2 AND finished_at IS NULL";

constexpr std::string_view kForget =
    "DELETE FROM inbox WHERE (consumer, message_id) IN"
    " (SELECT consumer, message_id FROM inbox WHERE finished_at < $1 LIMIT $2)";

Task<InboxClaim> try_claim(Connection& connection, std::vector<Call> calls) {
    const std::vector<Rows> answers = co_await connection.commit(std::move(calls));
    if (answers[0].changed() == 1) co_return InboxClaim::fresh;
    const bool done = !answers[1].empty() && answers[1].front().boolean(0);
    co_return done ? InboxClaim::done : InboxClaim::busy;
}

}  // namespace

Task<InboxClaim> PostgresInboxStore::claim(std::string consumer, std::string message, Timestamp now,
                                           Timestamp until) {
    std::vector<Call> calls;
    calls.emplace_back(kClaim, consumer, message, now, until - now);
    calls.emplace_back(kIsFinished, consumer, message);
    return pool_.run(
        [calls = std::move(calls)](Connection& connection) { return try_claim(connection, calls); });
}

Task<void> PostgresInboxStore::finish(std::string consumer, std::string message, Timestamp now) {
    co_await write(pool_, Call(kFinish, now, consumer, message));
}

Task<void> PostgresInboxStore::give_back(std::string consumer, std::string message) {
    co_await write(pool_, Call(kGiveBack, consumer, message));
}

Task<std::uint32_t> PostgresInboxStore::forget(Timestamp before, std::uint32_t limit) {
    const std::int64_t forgotten = co_await write(pool_, Call(kForget, before, limit));
    co_return static_cast<std::uint32_t>(forgotten);
}

}  // namespace fairgate::postgres
