#include "adapters/sqlite/sqlite_account_store.hpp"

#include "base/assert.hpp"

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kAddUser =
    "INSERT INTO users (id, email, name, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (email) DO NOTHING";
constexpr std::string_view kSetRole = "UPDATE users SET role = ? WHERE email = ?";
constexpr std::string_view kFindUser =
    "SELECT id, email, name, role, password_hash, created_at FROM users WHERE id = ?";
constexpr std::string_view kFindByEmail =
    "SELECT id, email, name, role, password_hash, created_at FROM users WHERE email = ?";
constexpr std::string_view kOpenSession =
    "INSERT INTO sessions (id, user_id, token_hash, expires_at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, token_hash = excluded.token_hash,"
    " expires_at = excluded.expires_at";
constexpr std::string_view kAdoptOrders =
    "UPDATE orders SET user_id = ? WHERE session_id = ? AND user_id IS NULL";
constexpr std::string_view kCloseSession = "UPDATE sessions SET token_hash = x'' WHERE id = ?";
constexpr std::string_view kFindSession =
    "SELECT id, user_id, token_hash, expires_at FROM sessions WHERE id = ? AND token_hash <> x''";
constexpr std::string_view kSessionIds = "SELECT id FROM sessions";
constexpr std::string_view kDeleteExpired = "DELETE FROM sessions WHERE expires_at <= ?";

std::optional<UserRecord> read_user(Statement row) {
    if (!row.step()) return std::nullopt;
    const auto role = enum_from_name<api::Role>(row.text(3));
    FAIRGATE_ASSERT(role.has_value());
    return UserRecord{row.id<UserId>(0),        std::string(row.text(1)),
                      std::string(row.text(2)), *role,
                      std::string(row.text(4)), row.time(5)};
}

}  // namespace

Task<bool> SqliteAccountStore::add_user(UserRecord user) {
    co_return co_await file_.writer().run([user = std::move(user)](Connection& connection) {
        auto insert = connection.prepare(kAddUser);
        insert.bind_all(user.id, user.email, user.name, enum_name(user.role), user.password_hash,
                        user.created_at);
        return insert.run() == 1;
    });
}

Task<bool> SqliteAccountStore::set_role(std::string email, api::Role role) {
    co_return co_await file_.writer().run([email = std::move(email), role](Connection& connection) {
        return connection.prepare(kSetRole).bind_all(enum_name(role), email).run() == 1;
    });
}

Task<std::optional<UserRecord>> SqliteAccountStore::find_user(UserId user) {
    co_return co_await file_.readers().run([user](Connection& connection) {
        auto row = connection.prepare(kFindUser);
        row.bind(user);
        return read_user(std::move(row));
    });
}

Task<std::optional<UserRecord>> SqliteAccountStore::find_user_by_email(std::string email) {
    co_return co_await file_.readers().run([email = std::move(email)](Connection& connection) {
        auto row = connection.prepare(kFindByEmail);
        row.bind(email);
        return read_user(std::move(row));
    });
}

Task<void> SqliteAccountStore::open_session(SessionRecord session) {
    co_await file_.writer().run([session = std::move(session)](Connection& connection) {
        connection.prepare(kOpenSession)
            .bind_all(session.id, session.user, session.token_hash, session.expires_at)
            .run();
        return connection.prepare(kAdoptOrders).bind_all(session.user, session.id).run();
    });
}

Task<void> SqliteAccountStore::close_session(SessionId session) {
    co_await file_.writer().run(
        [session](Connection& connection) { return connection.prepare(kCloseSession).bind(session).run(); });
}

Task<std::optional<SessionRecord>> SqliteAccountStore::find_session(SessionId session) {
    co_return co_await file_.readers().run([session](Connection& connection) -> std::optional<SessionRecord> {
        auto row = connection.prepare(kFindSession);
        row.bind(session);
        if (!row.step()) return std::nullopt;
        return SessionRecord{row.id<SessionId>(0), row.id<UserId>(1), row.blob(2), row.time(3)};
    });
}

Task<std::vector<SessionId>> SqliteAccountStore::session_ids() {
    co_return co_await file_.readers().run([](Connection& connection) {
        std::vector<SessionId> ids;
        auto rows = connection.prepare(kSessionIds);
        while (rows.step()) ids.push_back(rows.id<SessionId>(0));
        return ids;
    });
}

Task<std::size_t> SqliteAccountStore::delete_expired_sessions(Timestamp now) {
    co_return co_await file_.writer().run([now](Connection& connection) {
        return static_cast<std::size_t>(connection.prepare(kDeleteExpired).bind(now).run());
    });
}

}  // namespace fairgate::sqlite
