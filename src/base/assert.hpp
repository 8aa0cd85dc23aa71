#pragma once

namespace fairgate {

/// Says on stderr what was expected and where, then aborts: a broken invariant must not go on to sell seats.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace fairgate

/// An invariant of our own code, checked in every build. Never for input.
#define FAIRGATE_ASSERT(expression) \
    ((expression) ? static_cast<void>(0) : ::fairgate::assertion_failed(#expression, __FILE__, __LINE__))
