#include "faults/store.hpp"

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <stdexcept>

namespace fairgate::faults {
namespace {

constexpr const char* kStoreFile = "fairgate.db";
constexpr const char* kLedgerFile = "test-payments.db";
/// Servers may be writing what is read.
constexpr int kLockWaitMillis = 10'000;

constexpr const char* kSeats =
    "SELECT event_id, seat_index, hold_id, held_until, order_id FROM seats WHERE status <> 0";
constexpr const char* kSeatCounts = "SELECT event_id, count(*) FROM seats GROUP BY event_id";
constexpr const char* kOrders = "SELECT id, hold_id, total_amount, capture_due, status, event_id FROM orders";
constexpr const char* kItems = "SELECT order_id, seat_index FROM order_items WHERE voided = 0";
constexpr const char* kMessages = "SELECT body FROM outbox UNION ALL SELECT body FROM deliveries";
constexpr const char* kPayments = "SELECT key, state, amount FROM payments";

}  // namespace

class Database {
  public:
    explicit Database(const std::filesystem::path& file) {
        if (sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) fail();
        sqlite3_busy_timeout(handle_, kLockWaitMillis);
    }
    ~Database() { sqlite3_close(handle_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const std::string& sql) {
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
    }

    void each(const char* sql, const std::function<void(sqlite3_stmt*)>& row) {
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v2(handle_, sql, -1, &raw, nullptr) != SQLITE_OK) fail();
        const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
        int result = SQLITE_ROW;
        while ((result = sqlite3_step(raw)) == SQLITE_ROW) row(raw);
        if (result != SQLITE_DONE) fail();
    }

  private:
    [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(handle_)); }

    sqlite3* handle_ = nullptr;
};

namespace {

std::uint64_t number(sqlite3_stmt* row, int column) {
    return static_cast<std::uint64_t>(sqlite3_column_int64(row, column));
}

MinorUnits amount(sqlite3_stmt* row, int column) {
    return {sqlite3_column_int64(row, column)};
}

std::string text(sqlite3_stmt* row, int column) {
    return reinterpret_cast<const char*>(sqlite3_column_text(row, column));
}

template <class T>
std::optional<T> optional_id(sqlite3_stmt* row, int column) {
    if (sqlite3_column_type(row, column) == SQLITE_NULL) return std::nullopt;
    return T{number(row, column)};
}

StoredPayment read_payment(sqlite3_stmt* row) {
    const auto key = text(row, 0);
    const auto order = OrderId::parse(key.substr(0, key.find('-')));
    if (!order) throw std::runtime_error("a payment with the key " + key);
    return {text(row, 1), *order, amount(row, 2)};
}

}  // namespace

void copy_store(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::create_directories(to);
    for (const std::string name : {kStoreFile, kLedgerFile}) {
        for (const auto& file : {name, name + "-wal"}) {
            std::filesystem::remove(to / file);
            if (std::filesystem::exists(from / file)) std::filesystem::copy_file(from / file, to / file);
        }
    }
}

StoreContents read_store(const std::filesystem::path& folder) {
    StoreContents contents;
    Database store(folder / kStoreFile);
    store.each(kSeats, [&](sqlite3_stmt* row) {
        const Timestamp until{std::chrono::milliseconds{sqlite3_column_int64(row, 3)}};
        contents.seats[{EventId{number(row, 0)}, static_cast<SeatIndex>(number(row, 1))}] = {
            optional_id<HoldId>(row, 2), until, optional_id<OrderId>(row, 4)};
    });
    store.each(kSeatCounts, [&](sqlite3_stmt* row) {
        contents.seat_counts[EventId{number(row, 0)}] = static_cast<std::size_t>(number(row, 1));
    });
    store.each(kOrders, [&](sqlite3_stmt* row) {
        contents.orders[OrderId{number(row, 0)}] = {text(row, 4),           EventId{number(row, 5)},
                                                    HoldId{number(row, 1)}, amount(row, 2),
                                                    number(row, 3) != 0,    {}};
    });
    store.each(kItems, [&](sqlite3_stmt* row) {
        contents.orders.at(OrderId{number(row, 0)}).seats.insert(static_cast<SeatIndex>(number(row, 1)));
    });
    store.each(kMessages, [&](sqlite3_stmt* row) { contents.messages.push_back(text(row, 0)); });
    contents.payments = read_ledger(folder);
    return contents;
}

std::vector<StoredPayment> read_ledger(const std::filesystem::path& folder) {
    std::vector<StoredPayment> payments;
    Database ledger(folder / kLedgerFile);
    ledger.each(kPayments, [&](sqlite3_stmt* row) { payments.push_back(read_payment(row)); });
    return payments;
}

void run_sql(const std::filesystem::path& file, const std::string& sql) {
    Database(file).run(sql);
}

StoreLock::StoreLock(const std::filesystem::path& file) : database_(std::make_unique<Database>(file)) {
    database_->run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
}

StoreLock::~StoreLock() = default;

}  // namespace fairgate::faults
