#include "adapters/sqlite/sqlite_room_store.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kOpen =
    "INSERT INTO rooms (event_id, seed, paused, shoppers_max, rate_per_minute) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (event_id) DO NOTHING";
constexpr std::string_view kRoom =
    "SELECT event_id, seed, drawn_at, first_later, admitted, left_early, paused, shoppers_max,"
    " rate_per_minute FROM rooms WHERE event_id = ?";
constexpr std::string_view kRooms =
    "SELECT event_id, seed, drawn_at, first_later, admitted, left_early, paused, shoppers_max,"
    " rate_per_minute FROM rooms ORDER BY event_id";
constexpr std::string_view kEntries =
    "SELECT entry, session_id, state, until FROM room_entries WHERE event_id = ? ORDER BY entry";
constexpr std::string_view kFindEntry =
    "SELECT entry FROM room_entries WHERE event_id = ? AND session_id = ? AND state < 3";
constexpr std::string_view kTakeNumber =
    "UPDATE rooms SET next_entry = next_entry + 1 WHERE event_id = ? RETURNING next_entry - 1";
constexpr std::string_view kAddEntry =
    "INSERT INTO room_entries (event_id, entry, session_id, joined_at) VALUES (?, ?, ?, ?)";
constexpr std::string_view kDraw =
    "UPDATE rooms SET drawn_at = ?, first_later = next_entry WHERE event_id = ? AND drawn_at IS NULL";
constexpr std::string_view kGiveTurn =
    "UPDATE room_entries SET state = 1, until = ? WHERE event_id = ? AND entry = ? AND state = 0";
constexpr std::string_view kCountAdmitted = "UPDATE rooms SET admitted = admitted + ? WHERE event_id = ?";
constexpr std::string_view kEnter =
    "UPDATE room_entries SET state = 2, until = ? WHERE event_id = ? AND entry = ? AND state = 1 AND until > "
    "?";
constexpr std::string_view kForgetEarly =
    "DELETE FROM room_entries WHERE event_id = ? AND entry = ?"
    " AND (SELECT drawn_at IS NULL FROM rooms WHERE event_id = room_entries.event_id)";
constexpr std::string_view kCountEarly = "UPDATE rooms SET left_early = left_early + 1 WHERE event_id = ?";
constexpr std::string_view kEnd =
    "UPDATE room_entries SET state = ? WHERE event_id = ? AND entry = ? AND state < 3";
constexpr std::string_view kExpire =
    "UPDATE room_entries SET state = CASE state WHEN 1 THEN 5 ELSE 3 END"
    " WHERE event_id = ? AND state IN (1, 2) AND until <= ? RETURNING entry, state";
constexpr std::string_view kSetLimits =
    "UPDATE rooms SET paused = ?, shoppers_max = ?, rate_per_minute = ? WHERE event_id = ?";

std::uint32_t number(const Statement& row, int column) {
    return static_cast<std::uint32_t>(row.integer(column));
}

std::int64_t number(EntryState state) {
    return static_cast<std::int64_t>(state);
}

EntryState state(const Statement& row, int column) {
    const auto value = row.integer(column);
    FAIRGATE_ASSERT(value >= 0 && value <= number(EntryState::missed));
    return static_cast<EntryState>(value);
}

RoomRecord read_room(const Statement& row) {
    RoomRecord room;
    room.event = row.id<EventId>(0);
    const Bytes seed = row.blob(1);
    FAIRGATE_ASSERT(seed.size() == room.seed.size());
    std::ranges::copy(seed, room.seed.begin());
    if (!row.is_null(2)) room.drawn_at = row.time(2);
    room.first_later = number(row, 3);
    room.admitted = number(row, 4);
    room.left_early = number(row, 5);
    room.limits = {row.boolean(6), number(row, 7), number(row, 8)};
    return room;
}

RoomRecord find_room(Connection& connection, EventId event) {
    auto row = connection.prepare(kRoom);
    const bool found = row.bind(event).step();
    FAIRGATE_ASSERT(found);
    return read_room(row);
}

std::optional<std::uint32_t> find_entry(Connection& connection, EventId event, SessionId session) {
    auto row = connection.prepare(kFindEntry);
    row.bind_all(event, session);
    if (!row.step()) return std::nullopt;
    return number(row, 0);
}

std::uint32_t take_number(Connection& connection, EventId event) {
    auto row = connection.prepare(kTakeNumber);
    const bool found = row.bind(event).step();
    FAIRGATE_ASSERT(found);
    return number(row, 0);
}

}  // namespace

Task<RoomRecord> SqliteRoomStore::open(EventId event, DrawSeed seed, RoomLimits limits) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        connection.prepare(kOpen)
            .bind_all(event, Bytes(seed.begin(), seed.end()), limits.paused, limits.shoppers_max,
                      limits.rate_per_minute)
            .run();
        return find_room(connection, event);
    });
}

Task<std::vector<RoomRecord>> SqliteRoomStore::rooms() {
    co_return co_await file_.readers().run([](Connection& connection) {
        std::vector<RoomRecord> rooms;
        auto rows = connection.prepare(kRooms);
        while (rows.step()) rooms.push_back(read_room(rows));
        return rooms;
    });
}

Task<std::vector<EntryRecord>> SqliteRoomStore::entries(EventId event) {
    co_return co_await file_.readers().run([event](Connection& connection) {
        std::vector<EntryRecord> entries;
        auto rows = connection.prepare(kEntries);
        rows.bind(event);
        while (rows.step()) {
            entries.push_back({number(rows, 0), rows.id<SessionId>(1), state(rows, 2), rows.time(3)});
        }
        return entries;
    });
}

Task<JoinedEntry> SqliteRoomStore::join(EventId event, SessionId session, Timestamp now) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        const auto known = find_entry(connection, event, session);
        if (known) return JoinedEntry{*known, false};
        const std::uint32_t entry = take_number(connection, event);
        connection.prepare(kAddEntry).bind_all(event, entry, session, now).run();
        return JoinedEntry{entry, true};
    });
}

Task<RoomRecord> SqliteRoomStore::draw(EventId event, Timestamp now) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        connection.prepare(kDraw).bind_all(now, event).run();
        return find_room(connection, event);
    });
}

Task<std::vector<std::uint32_t>> SqliteRoomStore::give_turns(EventId event,
                                                             std::vector<std::uint32_t> entries,
                                                             Timestamp until) {
    co_return co_await file_.writer().run([=, entries = std::move(entries)](Connection& connection) {
        std::vector<std::uint32_t> given;
        auto statement = connection.prepare(kGiveTurn);
        for (const auto entry : entries) {
            if (statement.bind_all(until, event, entry).run() == 1) given.push_back(entry);
        }
        connection.prepare(kCountAdmitted).bind_all(static_cast<std::int64_t>(given.size()), event).run();
        return given;
    });
}

Task<bool> SqliteRoomStore::enter(EventId event, std::uint32_t entry, Timestamp now, Timestamp until) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        return connection.prepare(kEnter).bind_all(until, event, entry, now).run() == 1;
    });
}

Task<bool> SqliteRoomStore::end(EventId event, std::uint32_t entry, EntryState how) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        if (connection.prepare(kForgetEarly).bind_all(event, entry).run() == 1) {
            connection.prepare(kCountEarly).bind(event).run();
            return true;
        }
        return connection.prepare(kEnd).bind_all(number(how), event, entry).run() == 1;
    });
}

Task<std::vector<EndedEntry>> SqliteRoomStore::expire(EventId event, Timestamp now) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        std::vector<EndedEntry> ended;
        auto rows = connection.prepare(kExpire);
        rows.bind_all(event, now);
        while (rows.step()) ended.push_back({number(rows, 0), state(rows, 1)});
        return ended;
    });
}

Task<void> SqliteRoomStore::set_limits(EventId event, RoomLimits limits) {
    co_await file_.writer().run([=](Connection& connection) {
        return connection.prepare(kSetLimits)
            .bind_all(limits.paused, limits.shoppers_max, limits.rate_per_minute, event)
            .run();
    });
}

}  // namespace fairgate::sqlite
