#include "adapters/postgres/settings.hpp"

namespace fairgate::postgres {
namespace {

constexpr std::string_view kFind = "SELECT value FROM settings WHERE name = $1";
/// Waits for another's proposal until that is committed.
constexpr std::string_view kPropose =
    "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";

}  // namespace

Task<std::string> agree_on(Connection& connection, std::string name, std::string proposal) {
    const Rows known = co_await connection.ask(Call(kFind, name));
    if (!known.empty()) co_return std::string(known.front().text(0));
    // Two statements: the second one sees what the first has waited for.
    std::vector<Call> calls{Call(kPropose, name, proposal), Call(kFind, name)};
    const std::vector<Rows> answers = co_await connection.commit(std::move(calls));
    co_return std::string(answers.back().front().text(0));
}

}  // namespace fairgate::postgres
