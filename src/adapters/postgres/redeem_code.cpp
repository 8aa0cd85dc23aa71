#include "adapters/postgres/redeem_code.hpp"

#include "adapters/postgres/room_statements.hpp"
#include "adapters/sql/room_rows.hpp"
#include "waitingroom/redeem.hpp"

namespace fairgate::postgres {
namespace {

constexpr std::string_view kFacts =
    "SELECT (SELECT count(*) FROM access_code_uses WHERE event_id = $1 AND serial = $2::bigint),"
    " EXISTS (SELECT FROM access_code_uses WHERE event_id = $1 AND serial = $2 AND holder = $3::bigint),"
    " (SELECT count(*) FROM room_entries WHERE event_id = $1 AND state IN (1, 2))";
constexpr std::string_view kFindEntry =
    "SELECT entry, session_id, state, until, version FROM room_entries"
    " WHERE event_id = $1 AND session_id = $2 AND state < 3";
constexpr std::string_view kAddUse =
    "INSERT INTO access_code_uses (event_id, serial, holder, used_at)"
    " VALUES ($1, $2, $3, fairgate_now($4::bigint)) ON CONFLICT DO NOTHING";
/// $1 event, $2 holder, $3 the caller's time, $4 how long, $5 the latest end. The holder's entry or, when
/// there is none, the next number.
constexpr std::string_view kBegin = R"sql(
WITH begun AS (
    UPDATE room_entries e SET state = 2, until = least(fairgate_now($3::bigint) + $4::bigint, $5::bigint),
        version = r.version
    FROM rooms r WHERE r.event_id = $1 AND e.event_id = $1 AND e.session_id = $2 AND e.state = 0
    RETURNING e.entry, e.session_id, e.state, e.until, e.version),
room AS (
    UPDATE rooms SET next_entry = next_entry + 1
    WHERE event_id = $1 AND NOT EXISTS (SELECT FROM begun)
    RETURNING next_entry - 1 AS entry, version),
added AS (
    INSERT INTO room_entries (event_id, entry, session_id, state, joined_at, until, version)
    SELECT $1, room.entry, $2, 2, fairgate_now($3), least(fairgate_now($3) + $4, $5), room.version FROM room
    RETURNING entry, session_id, state, until, version)
SELECT entry, session_id, state, until, version FROM begun
UNION ALL SELECT entry, session_id, state, until, version FROM added
)sql";

RedeemFacts read_facts(const Rows& room, const Rows& entry, const Rows& counts) {
    RedeemFacts facts{.room = read_room(room), .entry = {}};
    if (!entry.empty()) facts.entry = sql::read_entry(entry.front());
    const Row row = counts.front();
    facts.uses = sql::count_in(row, 0);
    facts.is_used = row.boolean(1);
    facts.active = sql::count_in(row, 2);
    return facts;
}

}  // namespace

Task<Redeemed> redeem_code(Connection& connection, EventId event, SessionId holder, CodeUse use,
                           Timestamp now, std::chrono::milliseconds lasting) {
    std::vector<Call> look{next_version(event), expire(event, now), find_room(event),
                           Call(kFindEntry, event, holder),
                           Call(kFacts, event, static_cast<std::int64_t>(use.serial), holder)};
    const std::vector<Rows> seen = co_await connection.begin(std::move(look));
    const RedeemFacts facts = read_facts(seen[2], seen[3], seen[4]);
    Redeemed redeemed{decide_redeem(facts, holder, use), {{}, read_entries(seen[1])}};
    std::vector<Call> write;
    if (redeemed.outcome == RedeemOutcome::entered) {
        write.emplace_back(kAddUse, event, static_cast<std::int64_t>(use.serial), holder, now);
        write.emplace_back(kBegin, event, holder, now, lasting, use.until);
    }
    const std::size_t at_room = write.size();
    write.push_back(find_room(event));
    const std::vector<Rows> written = co_await connection.commit(std::move(write));
    redeemed.update.room = read_room(written[at_room]);
    auto& entries = redeemed.update.entries;
    if (redeemed.outcome == RedeemOutcome::inside) entries.push_back(*facts.entry);
    if (redeemed.outcome == RedeemOutcome::entered) entries.push_back(read_entries(written[1]).front());
    co_return redeemed;
}

}  // namespace fairgate::postgres
