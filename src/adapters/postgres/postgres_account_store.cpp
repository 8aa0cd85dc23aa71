#include "adapters/postgres/postgres_account_store.hpp"

#include "adapters/postgres/write.hpp"
#include "base/assert.hpp"

namespace fairgate::postgres {
namespace {

constexpr std::string_view kAddUser =
    "INSERT INTO users (id, email, name, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (lower(email COLLATE \"C\")) DO NOTHING";
constexpr std::string_view kSetRole =
    "UPDATE users SET role = $1 WHERE lower(email COLLATE \"C\") = lower($2 COLLATE \"C\")";
constexpr std::string_view kFindUser =
    "SELECT id, email, name, role, password_hash, created_at FROM users WHERE id = $1";
constexpr std::string_view kFindByEmail =
    "SELECT id, email, name, role, password_hash, created_at FROM users"
    " WHERE lower(email COLLATE \"C\") = lower($1 COLLATE \"C\")";
constexpr std::string_view kOpenSession =
    "INSERT INTO sessions (id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, token_hash = excluded.token_hash,"
    " expires_at = excluded.expires_at";
constexpr std::string_view kAdoptOrders =
    "UPDATE orders SET user_id = $1 WHERE session_id = $2 AND user_id IS NULL";
constexpr std::string_view kCloseSession = "UPDATE sessions SET token_hash = '' WHERE id = $1";
constexpr std::string_view kTellOthers = "SELECT pg_notify('fairgate_sessions', $1::bigint::text)";
constexpr std::string_view kFindSession =
    "SELECT id, user_id, token_hash, expires_at FROM sessions WHERE id = $1 AND token_hash <> ''";
constexpr std::string_view kSessionIds = "SELECT id FROM sessions";
constexpr std::string_view kDeleteExpired = "DELETE FROM sessions WHERE expires_at <= $1";

Task<std::optional<UserRecord>> find_user_row(Connection& connection, Call call) {
    const Rows rows = co_await connection.ask(std::move(call));
    if (rows.empty()) co_return std::nullopt;
    const Row row = rows.front();
    const auto role = enum_from_name<api::Role>(row.text(3));
    FAIRGATE_ASSERT(role.has_value());
    co_return UserRecord{row.id<UserId>(0),        std::string(row.text(1)),
                         std::string(row.text(2)), *role,
                         std::string(row.text(4)), row.time(5)};
}

Task<std::optional<SessionRecord>> find_session_row(Connection& connection, SessionId session) {
    const Rows rows = co_await connection.ask(Call(kFindSession, session));
    if (rows.empty()) co_return std::nullopt;
    const Row row = rows.front();
    co_return SessionRecord{row.id<SessionId>(0), row.id<UserId>(1), row.blob(2), row.time(3)};
}

Task<std::vector<SessionId>> read_session_ids(Connection& connection) {
    const Rows rows = co_await connection.ask(Call(kSessionIds));
    std::vector<SessionId> ids;
    for (const Row row : rows) ids.push_back(row.id<SessionId>(0));
    co_return ids;
}

}  // namespace

Task<bool> PostgresAccountStore::add_user(UserRecord user) {
    const std::int64_t added =
        co_await write(pool_, Call(kAddUser, user.id, user.email, user.name, enum_name(user.role),
                                   user.password_hash, user.created_at));
    co_return added == 1;
}

Task<bool> PostgresAccountStore::set_role(std::string email, api::Role role) {
    const std::int64_t changed = co_await write(pool_, Call(kSetRole, enum_name(role), email));
    co_return changed == 1;
}

Task<std::optional<UserRecord>> PostgresAccountStore::find_user(UserId user) {
    return pool_.run(
        [user](Connection& connection) { return find_user_row(connection, Call(kFindUser, user)); });
}

Task<std::optional<UserRecord>> PostgresAccountStore::find_user_by_email(std::string email) {
    return pool_.run([call = Call(kFindByEmail, email)](Connection& connection) {
        return find_user_row(connection, call);
    });
}

Task<void> PostgresAccountStore::open_session(SessionRecord session) {
    std::vector<Call> calls;
    calls.emplace_back(kOpenSession, session.id, session.user, session.token_hash, session.expires_at);
    calls.emplace_back(kAdoptOrders, session.user, session.id);
    calls.emplace_back(kTellOthers, session.id);
    co_await write(pool_, std::move(calls));
}

Task<void> PostgresAccountStore::close_session(SessionId session) {
    std::vector<Call> calls;
    calls.emplace_back(kCloseSession, session);
    calls.emplace_back(kTellOthers, session);
    co_await write(pool_, std::move(calls));
}

Task<std::optional<SessionRecord>> PostgresAccountStore::find_session(SessionId session) {
    return pool_.run([session](Connection& connection) { return find_session_row(connection, session); });
}

Task<std::vector<SessionId>> PostgresAccountStore::session_ids() {
    return pool_.run([](Connection& connection) { return read_session_ids(connection); });
}

Task<std::size_t> PostgresAccountStore::delete_expired_sessions(Timestamp now) {
    const std::int64_t deleted = co_await write(pool_, Call(kDeleteExpired, now));
    co_return static_cast<std::size_t>(deleted);
}

}  // namespace fairgate::postgres
