#include "adapters/sqlite/sqlite_inbox_store.hpp"

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kClaim =
    "INSERT INTO inbox (consumer, message_id, claimed_until) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (consumer, message_id) DO UPDATE SET claimed_until = excluded.claimed_until"
    " WHERE finished_at IS NULL AND claimed_until <= ?4";
constexpr std::string_view kIsFinished =
    "SELECT finished_at IS NOT NULL FROM inbox WHERE consumer = ? AND message_id = ?";
constexpr std::string_view kFinish =
    "UPDATE inbox SET finished_at = ? WHERE consumer = ? AND message_id = ? AND finished_at IS NULL";
constexpr std::string_view kGiveBack =
    "DELETE FROM inbox WHERE consumer = ? AND message_id = ? AND finished_at IS NULL";
constexpr std::string_view kForget =
    "DELETE FROM inbox WHERE (consumer, message_id) IN"
    " (SELECT consumer, message_id FROM inbox WHERE finished_at < ? LIMIT ?)";

}  // namespace

Task<InboxClaim> SqliteInboxStore::claim(std::string consumer, std::string message, Timestamp now,
                                         Timestamp until) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        if (connection.prepare(kClaim).bind_all(consumer, message, until, now).run() == 1) {
            return InboxClaim::fresh;
        }
        auto row = connection.prepare(kIsFinished);
        row.bind_all(consumer, message).step();
        return row.integer(0) != 0 ? InboxClaim::done : InboxClaim::busy;
    });
}

Task<void> SqliteInboxStore::finish(std::string consumer, std::string message, Timestamp now) {
    co_await file_.writer().run([=](Connection& connection) {
        return connection.prepare(kFinish).bind_all(now, consumer, message).run();
    });
}

Task<void> SqliteInboxStore::give_back(std::string consumer, std::string message) {
    co_await file_.writer().run([=](Connection& connection) {
        return connection.prepare(kGiveBack).bind_all(consumer, message).run();
    });
}

Task<std::uint32_t> SqliteInboxStore::forget(Timestamp before, std::uint32_t limit) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        return static_cast<std::uint32_t>(connection.prepare(kForget).bind_all(before, limit).run());
    });
}

}  // namespace fairgate::sqlite
