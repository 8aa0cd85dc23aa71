#include "faults/hall.hpp"

#include "base/json.hpp"
#include "faults/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace fairgate::faults {
namespace {

constexpr std::uint32_t kRowSeats = 25;

json::object row_json(std::uint32_t number, std::uint32_t seats) {
    json::array items;
    for (std::uint32_t i = 1; i <= seats; ++i) {
        items.push_back({{"seat_guid", fmt::format("{}-{}", number, i)},
                         {"seat_number", std::to_string(i)},
                         {"position", {{"x", 25.0 * i}, {"y", 0}}},
                         {"category", i % 2 == 0 ? "Even" : "Odd"}});
    }
    return {{"row_number", std::to_string(number)},
            {"position", {{"x", 0}, {"y", 25.0 * number}}},
            {"seats", std::move(items)}};
}

json::value plan_json(std::uint32_t seats) {
    json::array rows;
    for (std::uint32_t row = 0; row * kRowSeats < seats; ++row) {
        rows.push_back(row_json(row + 1, std::min(kRowSeats, seats - row * kRowSeats)));
    }
    const json::object zone{
        {"name", "Stalls"}, {"position", {{"x", 0}, {"y", 0}}}, {"rows", std::move(rows)}};
    return {
        {"name", fmt::format("Hall of {}", seats)},
        {"size", {{"width", 800}, {"height", 800}}},
        {"categories", {{{"name", "Even"}, {"color", "#aabbcc"}}, {{"name", "Odd"}, {"color", "#ccbbaa"}}}},
        {"zones", {zone}}};
}

/// Prices whose fee of 5 % has to be rounded.
json::value event_json(std::size_t number, std::uint32_t seats, Timestamp now) {
    return {{"venue", fmt::format("Hall of {}", seats)},
            {"city", "Berlin"},
            {"name", fmt::format("Show {}", number)},
            {"category", "Theatre"},
            {"eventDate", to_rfc3339(now + std::chrono::days{30})},
            {"onSaleDate", to_rfc3339(now - std::chrono::days{1})},
            {"currency", "EUR"},
            {"purchaseLimit", 1'000},
            {"prices", {{{"category", "Even"}, {"price", 1'990}}, {{"category", "Odd"}, {"price", 4'333}}}}};
}

std::string must_run(std::vector<std::string> arguments, const std::vector<std::string>& options) {
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Outcome outcome = run_fairgate(arguments);
    if (outcome.exit_code != 0) throw std::runtime_error(arguments[1] + ": " + outcome.err);
    return outcome.out;
}

}  // namespace

std::vector<Show> make_shows(const std::filesystem::path& folder, const std::vector<std::uint32_t>& seats,
                             const std::vector<std::string>& options) {
    const auto file = folder.string() + "-import.json";
    for (const auto size : std::set(seats.begin(), seats.end())) {
        std::ofstream(file) << plan_json(size);
        must_run({"import", "plan", file, "--data", folder.string(), "--city", "Berlin", "--venue",
                  fmt::format("Hall of {}", size)},
                 options);
    }
    json::array events;
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    for (const auto size : seats) events.push_back(event_json(events.size(), size, now));
    std::ofstream(file) << json::value{{"events", std::move(events)}};
    const auto printed = must_run({"import", "events", file, "--data", folder.string()}, options);
    std::vector<Show> shows;
    for (std::size_t at = 0; shows.size() < seats.size(); at = printed.find('\n', at) + 1) {
        const auto id = EventId::parse(printed.substr(at, printed.find(' ', at) - at));
        if (!id) throw std::runtime_error("import events printed: " + printed);
        shows.push_back({*id, seats[shows.size()]});
    }
    return shows;
}

}  // namespace fairgate::faults
