#include "adapters/sqlite/sqlite_room_store.hpp"

#include "adapters/sql/room_rows.hpp"
#include "base/assert.hpp"
#include "base/memory.hpp"
#include "waitingroom/holder.hpp"
#include "waitingroom/redeem.hpp"
#include "waitingroom/turn_allowance.hpp"

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kOpen =
    "INSERT INTO rooms (event_id, seed, paused, shoppers_max, rate_per_minute, accounts_only)"
    " VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (event_id) DO NOTHING";
constexpr std::string_view kRoom =
    "SELECT event_id, seed, drawn_at, first_later, admitted, left_early, paused, shoppers_max,"
    " rate_per_minute, version, next_entry, allowance, allowance_at, accounts_only,"
    " beacon_settled, beacon_value FROM rooms WHERE event_id = ?";
constexpr std::string_view kRooms =
    "SELECT event_id, seed, drawn_at, first_later, admitted, left_early, paused, shoppers_max,"
    " rate_per_minute, version, next_entry, allowance, allowance_at, accounts_only,"
    " beacon_settled, beacon_value FROM rooms ORDER BY event_id";
constexpr std::string_view kChanges =
    "SELECT entry, session_id, state, until, version FROM room_entries"
    " WHERE event_id = ? AND (version, entry) > (?, ?) ORDER BY version, entry LIMIT ?";
constexpr std::string_view kNextVersion =
    "UPDATE rooms SET version = version + 1 WHERE event_id = ? RETURNING version";
constexpr std::string_view kFindEntry =
    "SELECT entry, session_id, state, until, version FROM room_entries"
    " WHERE event_id = ? AND session_id = ? AND state < 3";
constexpr std::string_view kTakeNumber =
    "UPDATE rooms SET next_entry = next_entry + 1 WHERE event_id = ? AND accounts_only = ?"
    " RETURNING next_entry - 1";
constexpr std::string_view kAddEntry =
    "INSERT INTO room_entries (event_id, entry, session_id, joined_at, version) VALUES (?, ?, ?, ?, ?)";
constexpr std::string_view kFindUse =
    "SELECT 1 FROM access_code_uses WHERE event_id = ? AND serial = ? AND holder = ?";
constexpr std::string_view kCountUses =
    "SELECT count(*) FROM access_code_uses WHERE event_id = ? AND serial = ?";
constexpr std::string_view kAddUse =
    "INSERT INTO access_code_uses (event_id, serial, holder, used_at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING";
constexpr std::string_view kBeginPresale =
    "UPDATE room_entries SET state = 2, until = ?, version = ? WHERE event_id = ? AND entry = ?"
    " RETURNING entry, session_id, state, until, version";
constexpr std::string_view kDraw =
    "UPDATE rooms SET drawn_at = ?1, first_later = next_entry, version = version + 1"
    " WHERE event_id = ?2 AND drawn_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM events WHERE id = ?2 AND on_sale_date > ?1)";
constexpr std::string_view kSettleBeacon =
    "UPDATE rooms SET version = version + 1, beacon_settled = 1, beacon_value = ?"
    " WHERE event_id = ? AND drawn_at IS NOT NULL AND NOT beacon_settled";
/// Who shopped before the draw has no part in it.
constexpr std::string_view kEndPresale =
    "UPDATE room_entries SET state = 6, session_id = 0,"
    " version = (SELECT version + 1 FROM rooms WHERE event_id = ?2)"
    " WHERE event_id = ?2 AND state = 2 AND (SELECT drawn_at IS NULL FROM rooms WHERE event_id = ?2)"
    " AND NOT EXISTS (SELECT 1 FROM events WHERE id = ?2 AND on_sale_date > ?1)";
constexpr std::string_view kExpire =
    "UPDATE room_entries SET version = ?1,"
    " state = CASE WHEN state = 1 THEN 5"
    " WHEN (SELECT drawn_at IS NULL FROM rooms WHERE event_id = ?2) THEN 6 ELSE 3 END,"
    " session_id = CASE WHEN (SELECT drawn_at IS NULL FROM rooms WHERE event_id = ?2) THEN 0"
    " ELSE session_id END"
    " WHERE event_id = ?2 AND state IN (1, 2) AND until <= ?3"
    " RETURNING entry, session_id, state, until, version";
constexpr std::string_view kCountActive =
    "SELECT count(*) FROM room_entries INDEXED BY room_entries_ends WHERE event_id = ? AND state IN (1, 2)";
constexpr std::string_view kGiveTurn =
    "UPDATE room_entries SET state = 1, until = ?, version = ? WHERE event_id = ? AND entry = ? AND state = 0"
    " RETURNING entry, session_id, state, until, version";
constexpr std::string_view kCountAdmitted =
    "UPDATE rooms SET admitted = admitted + ?, allowance = ?, allowance_at = ? WHERE event_id = ?";
constexpr std::string_view kEnter =
    "UPDATE room_entries SET state = 2, until = ?, version = ?"
    " WHERE event_id = ? AND entry = ? AND state = 1 AND until > ?"
    " RETURNING entry, session_id, state, until, version";
constexpr std::string_view kWithdraw =
    "UPDATE room_entries SET state = 6, session_id = 0, version = ?"
    " WHERE event_id = ? AND entry = ? AND state < 3"
    " AND (SELECT drawn_at IS NULL FROM rooms WHERE event_id = room_entries.event_id)"
    " RETURNING entry, session_id, state, until, version";
constexpr std::string_view kCountEarly = "UPDATE rooms SET left_early = left_early + 1 WHERE event_id = ?";
constexpr std::string_view kEnd =
    "UPDATE room_entries SET state = ?, version = ? WHERE event_id = ? AND entry = ? AND state < 3"
    " RETURNING entry, session_id, state, until, version";
constexpr std::string_view kAdjust =
    "UPDATE rooms SET version = version + 1, paused = coalesce(?1, paused),"
    " shoppers_max = coalesce(?2, shoppers_max), rate_per_minute = coalesce(?3, rate_per_minute),"
    " accounts_only = coalesce(?6, accounts_only),"
    " allowance = CASE WHEN coalesce(?3, rate_per_minute) = rate_per_minute THEN allowance ELSE 0 END,"
    " allowance_at = CASE WHEN coalesce(?3, rate_per_minute) = rate_per_minute THEN allowance_at ELSE ?4 END"
    " WHERE event_id = ?5 AND (next_entry = 0 OR coalesce(?6, accounts_only) = accounts_only)";

std::int64_t number(RoomVersion version) {
    return static_cast<std::int64_t>(version);
}

RoomRecord find_room(Connection& connection, EventId event) {
    auto row = connection.prepare(kRoom);
    const bool found = row.bind(event).step();
    FAIRGATE_ASSERT(found);
    return sql::read_room(row);
}

std::int64_t next_version(Connection& connection, EventId event) {
    auto row = connection.prepare(kNextVersion);
    const bool found = row.bind(event).step();
    FAIRGATE_ASSERT(found);
    return row.integer(0);
}

/// Empty when the room wants another kind of holder.
std::optional<std::uint32_t> take_number(Connection& connection, EventId event, SessionId holder) {
    auto row = connection.prepare(kTakeNumber);
    row.bind_all(event, is_account(holder));
    if (!row.step()) return std::nullopt;
    return sql::count_in(row, 0);
}

std::vector<EntryRecord> read_entries(Statement& rows) {
    std::vector<EntryRecord> entries;
    while (rows.step()) entries.push_back(sql::read_entry(rows));
    return entries;
}

std::vector<EntryRecord> expire(Connection& connection, EventId event, Timestamp now, std::int64_t version) {
    auto rows = connection.prepare(kExpire);
    rows.bind_all(version, event, now);
    return read_entries(rows);
}

std::uint32_t count_active(Connection& connection, EventId event) {
    auto row = connection.prepare(kCountActive);
    row.bind(event).step();
    return sql::count_in(row, 0);
}

std::optional<EntryRecord> find_entry(Connection& connection, EventId event, SessionId holder) {
    auto row = connection.prepare(kFindEntry);
    row.bind_all(event, holder);
    if (!row.step()) return std::nullopt;
    return sql::read_entry(row);
}

/// Empty when the room wants another kind of holder.
std::optional<EntryRecord> add_entry(Connection& connection, EventId event, SessionId holder, Timestamp now,
                                     std::int64_t version) {
    const auto number = take_number(connection, event, holder);
    if (!number) return std::nullopt;
    connection.prepare(kAddEntry).bind_all(event, *number, holder, now, version).run();
    return EntryRecord{*number, holder, EntryState::waiting, {}, static_cast<RoomVersion>(version)};
}

RoomUpdate join_room(Connection& connection, EventId event, SessionId session, Timestamp now) {
    const std::int64_t version = next_version(connection, event);
    expire(connection, event, now, version);
    auto entry = find_entry(connection, event, session);
    if (!entry) entry = add_entry(connection, event, session, now, version);
    RoomUpdate update{find_room(connection, event), {}};
    if (entry) update.entries.push_back(*entry);
    return update;
}

RedeemFacts redeem_facts(Connection& connection, EventId event, SessionId holder, const CodeUse& use) {
    RedeemFacts facts{.room = find_room(connection, event), .entry = find_entry(connection, event, holder)};
    auto mine = connection.prepare(kFindUse);
    facts.is_used = mine.bind_all(event, number(use.serial), holder).step();
    auto all = connection.prepare(kCountUses);
    all.bind_all(event, number(use.serial)).step();
    facts.uses = sql::count_in(all, 0);
    facts.active = count_active(connection, event);
    return facts;
}

Redeemed redeem_code(Connection& connection, EventId event, SessionId holder, const CodeUse& use,
                     Timestamp now, Timestamp until) {
    const std::int64_t version = next_version(connection, event);
    Redeemed redeemed{RedeemOutcome::entered, {{}, expire(connection, event, now, version)}};
    const RedeemFacts facts = redeem_facts(connection, event, holder, use);
    redeemed.outcome = decide_redeem(facts, holder, use);
    if (redeemed.outcome == RedeemOutcome::inside) redeemed.update.entries.push_back(*facts.entry);
    if (redeemed.outcome == RedeemOutcome::entered) {
        connection.prepare(kAddUse).bind_all(event, number(use.serial), holder, now).run();
        const auto entry = facts.entry ? facts.entry : add_entry(connection, event, holder, now, version);
        auto row = connection.prepare(kBeginPresale);
        row.bind_all(until, version, event, entry->entry).step();
        redeemed.update.entries.push_back(sql::read_entry(row));
    }
    redeemed.update.room = find_room(connection, event);
    return redeemed;
}

RoomUpdate turn_over(Connection& connection, EventId event, const std::vector<std::uint32_t>& entries,
                     Timestamp now, Timestamp until) {
    const std::int64_t version = next_version(connection, event);
    RoomUpdate update{{}, expire(connection, event, now, version)};
    const RoomRecord room = find_room(connection, event);
    const auto [allowed, allowance] = turns_to_give(room, count_active(connection, event), now);
    std::uint32_t given = 0;
    auto turn = connection.prepare(kGiveTurn);
    for (const auto entry : entries) {
        if (given == allowed) break;
        turn.bind_all(until, version, event, entry);
        if (turn.step()) {
            update.entries.push_back(sql::read_entry(turn));
            ++given;
        }
        turn.reset();
    }
    const TurnAllowance left = after_turns(allowance, room.limits, given);
    connection.prepare(kCountAdmitted).bind_all(given, left.saved, left.at, event).run();
    update.room = find_room(connection, event);
    return update;
}

}  // namespace

Task<Timestamp> SqliteRoomStore::time(Timestamp now) {
    co_return now;
}

Task<RoomRecord> SqliteRoomStore::open(EventId event, DrawSeed seed, RoomLimits limits) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        connection.prepare(kOpen)
            .bind_all(event, Bytes(seed.begin(), seed.end()), limits.paused, limits.shoppers_max,
                      limits.rate_per_minute, limits.accounts_only)
            .run();
        return find_room(connection, event);
    });
}

Task<std::vector<RoomRecord>> SqliteRoomStore::rooms() {
    co_return co_await file_.readers().run([](Connection& connection) {
        std::vector<RoomRecord> rooms;
        auto rows = connection.prepare(kRooms);
        while (rows.step()) rooms.push_back(sql::read_room(rows));
        return rooms;
    });
}

Task<RoomUpdate> SqliteRoomStore::changes(EventId event, ChangesRead read) {
    co_return co_await file_.readers().run([=](Connection& connection) {
        // The room first: what is written between the two is read again, and not missed.
        RoomUpdate update{find_room(connection, event), {}};
        auto rows = connection.prepare(kChanges);
        rows.bind_all(event, number(read.version), read.entry, kChangesMax);
        update.entries = read_entries(rows);
        // A room that is read from its beginning would fill the cache with what nobody reads again.
        if (update.entries.size() == kChangesMax) {
            connection.execute("PRAGMA shrink_memory");
            give_memory_back();
        }
        return update;
    });
}

Task<RoomUpdate> SqliteRoomStore::join(EventId event, SessionId session, Timestamp now) {
    co_return co_await file_.writer().run(
        [=](Connection& connection) { return join_room(connection, event, session, now); });
}

Task<Redeemed> SqliteRoomStore::redeem(EventId event, SessionId holder, CodeUse use, Timestamp now,
                                       std::chrono::milliseconds lasting) {
    const Timestamp until = std::min(now + lasting, use.until);
    co_return co_await file_.writer().run(
        [=](Connection& connection) { return redeem_code(connection, event, holder, use, now, until); });
}

Task<RoomRecord> SqliteRoomStore::draw(EventId event, Timestamp now) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        connection.prepare(kEndPresale).bind_all(now, event).run();
        connection.prepare(kDraw).bind_all(now, event).run();
        return find_room(connection, event);
    });
}

Task<RoomRecord> SqliteRoomStore::settle_beacon(EventId event, Bytes value) {
    const auto kept = value.empty() ? std::nullopt : std::optional(std::move(value));
    co_return co_await file_.writer().run([=](Connection& connection) {
        connection.prepare(kSettleBeacon).bind_all(kept, event).run();
        return find_room(connection, event);
    });
}

Task<RoomUpdate> SqliteRoomStore::give_turns(EventId event, std::vector<std::uint32_t> entries, Timestamp now,
                                             std::chrono::milliseconds lasting) {
    co_return co_await file_.writer().run([=, entries = std::move(entries)](Connection& connection) {
        return turn_over(connection, event, entries, now, now + lasting);
    });
}

Task<RoomUpdate> SqliteRoomStore::enter(EventId event, std::uint32_t entry, Timestamp now,
                                        std::chrono::milliseconds lasting) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        const std::int64_t version = next_version(connection, event);
        auto rows = connection.prepare(kEnter);
        rows.bind_all(now + lasting, version, event, entry, now);
        auto entries = read_entries(rows);
        return RoomUpdate{find_room(connection, event), std::move(entries)};
    });
}

Task<RoomUpdate> SqliteRoomStore::end(EventId event, std::uint32_t entry, EntryState how) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        const std::int64_t version = next_version(connection, event);
        auto early = connection.prepare(kWithdraw);
        early.bind_all(version, event, entry);
        auto entries = read_entries(early);
        if (!entries.empty()) {
            // Who bought with an access code has not given up.
            if (how == EntryState::left) connection.prepare(kCountEarly).bind(event).run();
        } else {
            auto late = connection.prepare(kEnd);
            late.bind_all(static_cast<std::int64_t>(how), version, event, entry);
            entries = read_entries(late);
        }
        return RoomUpdate{find_room(connection, event), std::move(entries)};
    });
}

Task<RoomRecord> SqliteRoomStore::adjust(EventId event, LimitsChange change, Timestamp now) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        connection.prepare(kAdjust)
            .bind_all(change.paused, change.shoppers_max, change.rate_per_minute, now, event,
                      change.accounts_only)
            .run();
        return find_room(connection, event);
    });
}

}  // namespace fairgate::sqlite
