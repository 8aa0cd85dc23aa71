#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fairgate::faults {

/// The program under test: $FAIRGATE_BINARY, or that of the release build.
std::filesystem::path fairgate_binary();

/// A child process whose output goes to two files. Killed by the destructor, and when this process dies.
/// Not thread-safe.
class Process {
  public:
    Process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const std::filesystem::path& out, const std::filesystem::path& err);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t id() const { return id_; }
    void signal(int number) const;
    /// From now on a file of more than `bytes` takes no more, as on a full disk; nothing lifts the limit.
    void limit_file_size(std::optional<std::size_t> bytes) const;
    /// The exit code, or the negative number of the signal that ended it; empty while it runs.
    std::optional<int> exit_code();
    /// Waits for the end. Throws when it has not come within `limit`.
    int wait(std::chrono::milliseconds limit = std::chrono::seconds{60});

  private:
    pid_t id_ = -1;
    std::optional<int> exit_code_;
};

struct Outcome {
    int exit_code = -1;
    std::string out;
    std::string err;
};

/// Runs fairgate with `arguments` to its end.
Outcome run_fairgate(const std::vector<std::string>& arguments);

std::string read_file(const std::filesystem::path& file);

}  // namespace fairgate::faults
