#pragma once

#include "faults/process.hpp"

#include <csignal>
#include <memory>

namespace fairgate::faults {

/// `fairgate serve` on a data folder and a free port, which changes with every start. Its output is kept in
/// files beside the data folder.
class Server {
  public:
    explicit Server(std::filesystem::path data, std::vector<std::string> options = {});

    /// For starts to come.
    void add_options(const std::vector<std::string>& options) {
        arguments_.insert(arguments_.end(), options.begin(), options.end());
    }

    /// Returns when it is ready; throws with what it wrote when it does not get there.
    void start();
    /// kill -9, and waits until it is gone.
    void kill();
    /// Asks it to drain; go on polling exit_code().
    void ask_to_stop() const { process_->signal(SIGTERM); }
    /// See Process.
    void limit_file_size(std::optional<std::size_t> bytes) const { process_->limit_file_size(bytes); }
    std::optional<int> exit_code() { return process_->exit_code(); }
    /// SIGTERM, then the exit code.
    int stop();

    const std::filesystem::path& data() const { return data_; }
    unsigned short port() const { return port_; }
    /// Counts the starts, so that clients notice that it died in between.
    int life() const { return life_; }

  private:
    bool read_port();
    std::filesystem::path output(const char* suffix) const { return data_.string() + suffix; }

    std::filesystem::path data_;
    std::vector<std::string> arguments_;
    std::unique_ptr<Process> process_;
    unsigned short port_ = 0;
    int life_ = 0;
};

}  // namespace fairgate::faults
