#pragma once

#include "http/message.hpp"
#include "ops/overload.hpp"

namespace fairgate::http {

/// What calls of `verb` on the route `path` are for. A call that gives seats back, or that a person at the
/// till waits for, is as well protected as the payment itself; so is what operators look at to see why it is
/// slow.
Tier tier_of(Verb verb, std::string_view path);

}  // namespace fairgate::http
