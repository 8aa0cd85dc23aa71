#include "adapters/sqlite/sqlite_outbox_store.hpp"

#include "adapters/sql/message_rows.hpp"

#include <algorithm>

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kAnyFree = "SELECT EXISTS (SELECT 1 FROM outbox WHERE claimed_until <= ?)";
constexpr std::string_view kClaim =
    "UPDATE outbox SET claimed_until = ? WHERE id IN"
    " (SELECT id FROM outbox WHERE claimed_until <= ? ORDER BY id LIMIT ?)"
    " RETURNING id, topic, body, created_at, trace";
constexpr std::string_view kDelete = "DELETE FROM outbox WHERE id = ?";
constexpr std::string_view kPutBack = "UPDATE outbox SET claimed_until = ? WHERE id = ?";
constexpr std::string_view kCount = "SELECT count(*) FROM outbox";

}  // namespace

Task<std::vector<OutboxMessage>> SqliteOutboxStore::claim(std::uint32_t limit, Timestamp now,
                                                          Timestamp until) {
    // An idle relay asks again and again: it must not make the writer commit for that.
    const bool any = co_await file_.readers().run([now](Connection& connection) {
        auto row = connection.prepare(kAnyFree);
        row.bind(now).step();
        return row.integer(0) != 0;
    });
    if (!any) co_return std::vector<OutboxMessage>();
    auto claimed = co_await file_.writer().run([=](Connection& connection) {
        std::vector<OutboxMessage> messages;
        auto rows = connection.prepare(kClaim);
        rows.bind_all(until, now, limit);
        while (rows.step()) messages.push_back(sql::read_outbox_message(rows));
        std::ranges::sort(messages, {}, &OutboxMessage::id);
        return messages;
    });
    co_return claimed;
}

Task<void> SqliteOutboxStore::mark_sent(std::vector<std::int64_t> ids) {
    co_await file_.writer().run([ids = std::move(ids)](Connection& connection) {
        auto statement = connection.prepare(kDelete);
        for (const auto id : ids) statement.bind(id).run();
        return true;
    });
}

Task<void> SqliteOutboxStore::put_back(std::vector<std::int64_t> ids, Timestamp at) {
    co_await file_.writer().run([ids = std::move(ids), at](Connection& connection) {
        auto statement = connection.prepare(kPutBack);
        for (const auto id : ids) statement.bind_all(at, id).run();
        return true;
    });
}

Task<std::uint64_t> SqliteOutboxStore::waiting() {
    const auto count = co_await file_.readers().run([](Connection& connection) {
        auto row = connection.prepare(kCount);
        row.step();
        return static_cast<std::uint64_t>(row.integer(0));
    });
    co_return count;
}

}  // namespace fairgate::sqlite
