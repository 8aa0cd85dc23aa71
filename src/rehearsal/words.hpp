#pragma once

#include "base/money.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace fairgate::rehearsal {

/// 1234567 -> "1,234,567".
std::string with_commas(std::uint64_t number);

/// Three digits that matter: "0.42", "12.3", "1,234".
std::string in_milliseconds(double milliseconds);

/// How long something lasts, at least: "45 s", "1 h 2 min", "2 days 3 h".
std::string in_time(std::chrono::microseconds duration);

/// "1,234.50 EUR". Of a currency without cents the caller has none.
std::string in_currency(MinorUnits amount, std::string_view currency);

/// What a call and an ending are named in the figures, for people: "best_available" -> "best available".
std::string for_people(std::string_view name);

}  // namespace fairgate::rehearsal
