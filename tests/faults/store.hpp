#pragma once

#include "base/id.hpp"
#include "base/money.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fairgate::faults {

using SeatIndex = std::uint32_t;
using Seat = std::pair<EventId, SeatIndex>;

struct StoredSeat {
    std::optional<HoldId> hold;
    Timestamp held_until;
    /// Set when it is sold.
    std::optional<OrderId> order;
};

struct StoredOrder {
    std::string status;
    EventId event;
    HoldId hold;
    MinorUnits total;
    bool capture_due = false;
    /// Of items that own their seat.
    std::set<SeatIndex> seats;
};

struct StoredPayment {
    std::string state;
    OrderId order;
    MinorUnits amount;
};

/// A store and the test provider's ledger, read with SQLite or libpq alone: none of the code under test.
struct StoreContents {
    /// Those that are held or sold.
    std::map<Seat, StoredSeat> seats;
    /// How many each event has, free or not.
    std::map<EventId, std::size_t> seat_counts;
    std::map<OrderId, StoredOrder> orders;
    std::vector<StoredPayment> payments;
    /// Bodies of the messages that have not been handled.
    std::vector<std::string> messages;
};

/// The files of a store as a process left them, in a place of their own: what is done to the copy, even
/// opening it, leaves the original as it is.
void copy_store(const std::filesystem::path& from, const std::filesystem::path& to);

StoreContents read_store(const std::filesystem::path& folder);

/// The same of a PostgreSQL database at one moment, with the ledger in `folder`. Servers may be using it.
StoreContents read_database(const std::string& dsn, const std::filesystem::path& folder);

std::vector<StoredPayment> read_ledger(const std::filesystem::path& folder);

/// Runs `sql` on a database file, as somebody with the sqlite3 shell might.
void run_sql(const std::filesystem::path& file, const std::string& sql);

class Database;

/// Keeps a database file locked for as long as it lives, as a shell that somebody left open might.
class StoreLock {
  public:
    explicit StoreLock(const std::filesystem::path& file);
    ~StoreLock();

  private:
    std::unique_ptr<Database> database_;
};

}  // namespace fairgate::faults
