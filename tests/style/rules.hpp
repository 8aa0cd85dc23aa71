#pragma once

#include "style/source_file.hpp"

#include <map>
#include <set>

namespace fairgate::style {

/// base <- capability <- {adapters, http} <- cli, and a folder includes only what its CMakeLists links.
class IncludeArrows {
  public:
    /// Reads the links of every src/**/CMakeLists.txt among `files`.
    explicit IncludeArrows(const std::vector<SourceFile>& files);

    std::vector<Finding> operator()(const SourceFile& file) const;

  private:
    std::map<std::string, std::set<std::string>> links_;
};

/// Time and randomness come from base/clock.hpp and base/random.hpp alone.
std::vector<Finding> no_raw_clocks(const SourceFile& file);

/// A spawned task belongs to a TaskGroup.
std::vector<Finding> no_detached(const SourceFile& file);

/// `a || b` of awaitables waits for the first success and hides exceptions.
std::vector<Finding> no_awaitable_or(const SourceFile& file);

/// No lock is held while a coroutine waits.
std::vector<Finding> no_lock_across_await(const SourceFile& file);

/// A lambda's captures die with the lambda, its coroutine does not.
std::vector<Finding> no_capturing_coroutine(const SourceFile& file);

/// Statements are constants; values are bound.
std::vector<Finding> no_assembled_sql(const SourceFile& file);

/// Lines of 110 columns, files of 500 lines, functions of 70.
std::vector<Finding> line_length(const SourceFile& file);
std::vector<Finding> file_length(const SourceFile& file);
std::vector<Finding> function_length(const SourceFile& file);

std::vector<Finding> pragma_once(const SourceFile& file);
std::vector<Finding> no_unfinished_work(const SourceFile& file);
std::vector<Finding> no_machine_paths(const SourceFile& file);
std::vector<Finding> no_skipped_tests(const SourceFile& file);

}  // namespace fairgate::style
