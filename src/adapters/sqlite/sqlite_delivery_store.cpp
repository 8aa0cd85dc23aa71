#include "adapters/sqlite/sqlite_delivery_store.hpp"

#include "adapters/sql/message_rows.hpp"

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kAdd =
    "INSERT INTO deliveries (queue, message_id, topic, body, due_at, trace) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (queue, message_id) DO NOTHING";
constexpr std::string_view kAnyDue =
    "SELECT EXISTS (SELECT 1 FROM deliveries WHERE queue = ? AND due_at <= ? AND died_at IS NULL)";
constexpr std::string_view kTake =
    "UPDATE deliveries SET due_at = ?1 WHERE id ="
    " (SELECT id FROM deliveries WHERE queue = ?2 AND due_at <= ?3 AND died_at IS NULL"
    " ORDER BY due_at, id LIMIT 1)"
    " RETURNING queue, message_id, topic, body, attempts, trace";
constexpr std::string_view kRemove = "DELETE FROM deliveries WHERE queue = ? AND message_id = ?";
constexpr std::string_view kRetry =
    "UPDATE deliveries SET attempts = ?, due_at = ? WHERE queue = ? AND message_id = ?";
constexpr std::string_view kBury =
    "UPDATE deliveries SET attempts = ?, died_at = ?, reason = ? WHERE queue = ? AND message_id = ?";
constexpr std::string_view kDead =
    "SELECT queue, message_id, topic, body, attempts, trace, reason, died_at FROM deliveries"
    " WHERE died_at IS NOT NULL ORDER BY died_at, id LIMIT ?";
constexpr std::string_view kReplay =
    "UPDATE deliveries SET died_at = NULL, reason = '', attempts = 0, due_at = ?1"
    " WHERE died_at IS NOT NULL AND (?2 IS NULL OR message_id = ?2)";

std::vector<DeadLetter> read_dead(Connection& connection, std::uint32_t limit) {
    std::vector<DeadLetter> letters;
    auto rows = connection.prepare(kDead);
    rows.bind(limit);
    while (rows.step()) letters.push_back(sql::read_dead_letter(rows));
    return letters;
}

}  // namespace

Task<void> SqliteDeliveryStore::add(std::vector<Delivery> deliveries, Timestamp now) {
    co_await file_.writer().run([deliveries = std::move(deliveries), now](Connection& connection) {
        auto insert = connection.prepare(kAdd);
        for (const auto& [queue, message, attempts] : deliveries) {
            insert.bind_all(queue, message.id, message.topic, message.body, now, message.trace).run();
        }
        return true;
    });
}

Task<std::optional<Delivery>> SqliteDeliveryStore::take(std::string queue, Timestamp now, Timestamp until) {
    // Idle consumers ask again and again: they must not make the writer commit for that.
    const bool any = co_await file_.readers().run([=](Connection& connection) {
        auto row = connection.prepare(kAnyDue);
        row.bind_all(queue, now).step();
        return row.integer(0) != 0;
    });
    if (!any) co_return std::nullopt;
    auto taken = co_await file_.writer().run([=](Connection& connection) -> std::optional<Delivery> {
        auto row = connection.prepare(kTake);
        row.bind_all(until, queue, now);
        if (!row.step()) return std::nullopt;
        Delivery delivery = sql::read_delivery(row);
        row.run();
        return delivery;
    });
    co_return taken;
}

Task<void> SqliteDeliveryStore::remove(Delivery delivery) {
    co_await file_.writer().run([delivery = std::move(delivery)](Connection& connection) {
        return connection.prepare(kRemove).bind_all(delivery.queue, delivery.message.id).run();
    });
}

Task<void> SqliteDeliveryStore::retry(Delivery delivery, Timestamp at) {
    co_await file_.writer().run([delivery = std::move(delivery), at](Connection& connection) {
        return connection.prepare(kRetry)
            .bind_all(delivery.attempts, at, delivery.queue, delivery.message.id)
            .run();
    });
}

Task<void> SqliteDeliveryStore::bury(Delivery delivery, std::string reason, Timestamp now) {
    co_await file_.writer().run(
        [delivery = std::move(delivery), reason = std::move(reason), now](Connection& connection) {
            return connection.prepare(kBury)
                .bind_all(delivery.attempts, now, reason, delivery.queue, delivery.message.id)
                .run();
        });
}

Task<std::vector<DeadLetter>> SqliteDeliveryStore::list(std::uint32_t limit) {
    co_return co_await file_.readers().run(
        [limit](Connection& connection) { return read_dead(connection, limit); });
}

Task<std::uint32_t> SqliteDeliveryStore::replay(std::optional<std::string> message, Timestamp now) {
    co_return co_await file_.writer().run([message = std::move(message), now](Connection& connection) {
        return static_cast<std::uint32_t>(connection.prepare(kReplay).bind_all(now, message).run());
    });
}

std::vector<DeadLetter> read_dead_letters(const std::filesystem::path& folder, std::uint32_t limit) {
    Connection connection(folder / "fairgate.db", Connection::Mode::read_only);
    return read_dead(connection, limit);
}

}  // namespace fairgate::sqlite
