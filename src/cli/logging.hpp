#pragma once

#include <string>

namespace fairgate::cli {

/// Sends the program's log to stderr: JSON lines, or plain ones when a person reads it on a terminal.
void set_up_logging(const std::string& level);

}  // namespace fairgate::cli
