#pragma once

#include "base/random.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fairgate {

/// A trace names everything that one call of a visitor sets off, on whatever node: its log lines, its order,
/// its messages. It is text that may stand in any log line: see is_trace. Empty where nobody asked, as for
/// work that a clock began.
inline constexpr std::size_t kTraceLengthMax = 64;

/// True for 1 to kTraceLengthMax letters, digits, dashes and underscores.
bool is_trace(std::string_view text);

/// The trace id in a `traceparent` header of W3C Trace Context: 32 lower-case hexadecimal digits. Empty for
/// whatever the recommendation calls invalid.
std::optional<std::string_view> trace_of_traceparent(std::string_view header);

/// A trace in the form of W3C Trace Context.
std::string new_trace(Random& random);

/// " (trace X)", to stand behind what a log line is about; nothing without a trace.
std::string trace_note(std::string_view trace);

}  // namespace fairgate
