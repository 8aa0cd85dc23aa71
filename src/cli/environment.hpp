#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace fairgate::cli {

/// Names of variables that begin with FAIRGATE_ and that no option of `program` reads, in the form of
/// environ(7): those that somebody may have misspelt.
std::vector<std::string> unknown_variables(const CLI::App& program, const char* const* environment);

}  // namespace fairgate::cli
