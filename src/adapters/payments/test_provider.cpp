#include "adapters/payments/test_provider.hpp"

#include "base/assert.hpp"
#include "checkout/payment_method.hpp"

namespace fairgate {
namespace {

constexpr const char* kFileName = "test-payments.db";

/// NORMAL: what was answered survives the death of the process, which is what a foreign ledger is here to
/// show.
constexpr const char* kSettings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";

/// For who finds a ledger locked by a server that writes to it.
constexpr const char* kPatience = "PRAGMA busy_timeout = 10000";

/// Several processes that write and checkpoint one write-ahead log can damage it (SQLite before 3.51.3).
constexpr const char* kSharedSettings = "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF;";

constexpr const char* kSchema =
    "CREATE TABLE IF NOT EXISTS payments (key TEXT PRIMARY KEY, payment_id TEXT NOT NULL UNIQUE,"
    " state TEXT NOT NULL, reason TEXT, amount INTEGER NOT NULL, currency TEXT NOT NULL,"
    " last_four TEXT NOT NULL) STRICT";

constexpr std::string_view kFind =
    "SELECT key, payment_id, state, reason, amount, currency, last_four FROM payments WHERE key = ?";
constexpr std::string_view kAll =
    "SELECT key, payment_id, state, reason, amount, currency, last_four FROM payments ORDER BY key";
constexpr std::string_view kInsert =
    "INSERT INTO payments (key, payment_id, state, reason, amount, currency, last_four) VALUES (?, ?, ?, ?, "
    "?, ?, ?)";
constexpr std::string_view kCapture =
    "UPDATE payments SET state = 'captured' WHERE payment_id = ? AND state IN ('authorized', 'captured')";
constexpr std::string_view kVoid =
    "UPDATE payments SET state = 'voided' WHERE payment_id = ? AND state IN ('authorized', 'voided')";

enum class Behaviour { pay, decline, lack_funds, time_out, slow, lose_answer };

struct TestCard {
    std::string_view number;
    Behaviour behaviour;
};

constexpr TestCard kCards[] = {
    {"4242424242424242", Behaviour::pay},        {"5555555555554444", Behaviour::pay},
    {"4000000000000002", Behaviour::decline},    {"4000000000009995", Behaviour::lack_funds},
    {"4000000000000119", Behaviour::time_out},   {"4000000000000259", Behaviour::slow},
    {"4000000000000341", Behaviour::lose_answer}};

struct Row {
    LedgerEntry entry;
    std::string reason;
    std::string last_four;
};

std::string_view state_name(PaymentState state) {
    switch (state) {
        case PaymentState::authorized:
            return "authorized";
        case PaymentState::captured:
            return "captured";
        case PaymentState::voided:
            return "voided";
        case PaymentState::declined:
            return "declined";
        case PaymentState::cancelled:
            return "cancelled";
    }
    FAIRGATE_ASSERT(!"a payment state without a name");
}

PaymentState state_from(std::string_view name) {
    using enum PaymentState;
    for (const auto state : {authorized, captured, voided, declined}) {
        if (name == state_name(state)) return state;
    }
    return cancelled;
}

Row read_row(const sqlite::Statement& row) {
    return {{std::string(row.text(0)), std::string(row.text(1)), state_from(row.text(2)), row.amount(4),
             std::string(row.text(5))},
            std::string(row.text(3)),
            std::string(row.text(6))};
}

std::optional<Row> find_row(sqlite::Connection& connection, const std::string& key) {
    auto rows = connection.prepare(kFind);
    rows.bind(key);
    if (!rows.step()) return std::nullopt;
    return read_row(rows);
}

void insert_row(sqlite::Connection& connection, const Row& row) {
    auto insert = connection.prepare(kInsert);
    insert.bind_all(row.entry.key, row.entry.payment_id, state_name(row.entry.state), row.reason,
                    row.entry.amount, row.entry.currency, row.last_four);
    insert.run();
}

PaymentRecord record_of(const Row& row) {
    return {row.entry.state, {row.entry.payment_id, row.last_four}, row.entry.amount};
}

std::string card_of(const api::PaymentMethod& method) {
    if (method.type == api::PaymentMethodType::card) return card_digits(method.number.value_or(""));
    if (method.token == "tok_visa") return "4242424242424242";
    return method.token == "tok_chargeDeclined" ? "4000000000000002" : "";
}

Behaviour behaviour_of(std::string_view number) {
    for (const auto& card : kCards) {
        if (card.number == number) return card.behaviour;
    }
    return Behaviour::decline;
}

Row first_row(const AuthorizeRequest& request, const std::string& card, Behaviour behaviour) {
    const PaymentAttempt& attempt = request.attempt;
    Row row{{attempt.key, TestProvider::kPaymentPrefix + attempt.key, PaymentState::authorized,
             attempt.amount, attempt.currency},
            "",
            card.size() < 4 ? "" : card.substr(card.size() - 4)};
    if (behaviour == Behaviour::decline || behaviour == Behaviour::lack_funds) {
        row.entry.state = PaymentState::declined;
        row.reason = behaviour == Behaviour::decline ? "card_declined" : "insufficient_funds";
    }
    return row;
}

std::expected<Authorization, PaymentDecline> answer_of(const Row& row) {
    switch (row.entry.state) {
        case PaymentState::authorized:
        case PaymentState::captured:
            return Authorization{row.entry.payment_id, row.last_four};
        case PaymentState::declined:
            return std::unexpected(PaymentDecline{row.reason == "insufficient_funds"
                                                      ? DeclineReason::insufficient_funds
                                                      : DeclineReason::card_declined});
        case PaymentState::voided:
        case PaymentState::cancelled:
            break;
    }
    return std::unexpected(PaymentDecline{DeclineReason::cancelled});
}

std::filesystem::path ledger_file(const std::filesystem::path& folder) {
    std::error_code error;
    // What is wrong with it shows when the file is opened.
    std::filesystem::create_directories(folder, error);
    return folder / kFileName;
}

}  // namespace

TestProvider::TestProvider(const std::filesystem::path& folder, Clock& clock, LedgerUse use)
    : clock_(clock), ledger_(ledger_file(folder)) {
    ledger_.configure([use](sqlite::Connection& connection) {
        connection.execute(kPatience);
        connection.execute(use == LedgerUse::shared ? kSharedSettings : kSettings);
        connection.execute(kSchema);
    });
}

Task<std::expected<Authorization, PaymentDecline>> TestProvider::authorize(AuthorizeRequest request) {
    const std::string card = card_of(request.method);
    const Behaviour behaviour = behaviour_of(card);
    if (behaviour == Behaviour::slow) co_await clock_.sleep_for(kSlow);
    if (behaviour == Behaviour::time_out) co_await clock_.sleep_for(kTooSlow);
    const Row fresh = first_row(request, card, behaviour);
    const Row row = co_await ledger_.run([fresh](sqlite::Connection& connection) {
        if (auto known = find_row(connection, fresh.entry.key)) return *known;
        insert_row(connection, fresh);
        return fresh;
    });
    if (behaviour == Behaviour::lose_answer)
        throw PaymentOutcomeUnknown("the connection to the provider was lost");
    co_return answer_of(row);
}

Task<void> TestProvider::capture(std::string payment_id) {
    const int changed = co_await ledger_.run([payment_id](sqlite::Connection& connection) {
        return connection.prepare(kCapture).bind(payment_id).run();
    });
    if (changed == 0) throw PaymentOutcomeUnknown("there is no authorization " + payment_id + " to capture");
}

Task<void> TestProvider::void_payment(std::string payment_id) {
    const int changed = co_await ledger_.run([payment_id](sqlite::Connection& connection) {
        return connection.prepare(kVoid).bind(payment_id).run();
    });
    if (changed == 0) throw PaymentOutcomeUnknown("there is no authorization " + payment_id + " to void");
}

Task<std::optional<PaymentRecord>> TestProvider::find(PaymentAttempt attempt) {
    const std::string key = std::move(attempt.key);
    co_return co_await ledger_.run([key](sqlite::Connection& connection) -> std::optional<PaymentRecord> {
        const auto row = find_row(connection, key);
        if (!row) return std::nullopt;
        return record_of(*row);
    });
}

Task<PaymentRecord> TestProvider::cancel(PaymentAttempt attempt) {
    const std::string key = std::move(attempt.key);
    co_return co_await ledger_.run([key](sqlite::Connection& connection) {
        if (const auto known = find_row(connection, key)) return record_of(*known);
        const Row fresh{{key, kPaymentPrefix + key, PaymentState::cancelled, {}, ""}, "", ""};
        insert_row(connection, fresh);
        return record_of(fresh);
    });
}

bool TestProvider::has_ledger(const std::filesystem::path& folder) {
    std::error_code error;
    return std::filesystem::exists(folder / kFileName, error);
}

std::vector<LedgerEntry> TestProvider::read_ledger(const std::filesystem::path& folder) {
    const auto file = folder / kFileName;
    std::vector<LedgerEntry> ledger;
    if (!std::filesystem::exists(file)) return ledger;
    sqlite::Connection connection(file, sqlite::Connection::Mode::read_only);
    connection.execute(kPatience);
    auto rows = connection.prepare(kAll);
    while (rows.step()) ledger.push_back(read_row(rows).entry);
    return ledger;
}

}  // namespace fairgate
