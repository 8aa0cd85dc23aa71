#pragma once

#include "base/time.hpp"
#include "faults/process.hpp"

#include <atomic>
#include <csignal>
#include <memory>

namespace fairgate::faults {

/// What visitors connect to: a node, or what stands in front of several. Thread-safe.
class Door {
  public:
    virtual ~Door() = default;
    /// On 127.0.0.1.
    virtual unsigned short port() const = 0;
    /// Counts the starts, so that clients notice that it died in between.
    virtual int life() const = 0;
};

/// `fairgate serve` on a data folder and a free port, which changes with every start. Its output is kept in
/// files beside the data folder.
class Server : public Door {
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
    /// SIGSTOP: it does nothing, and nobody is told. `thaw` lets it go on.
    void freeze() const { process_->signal(SIGSTOP); }
    void thaw() const { process_->signal(SIGCONT); }
    /// SIGHUP, as `systemctl reload` sends it.
    void reload() const { process_->signal(SIGHUP); }
    /// Asks it to drain; go on polling exit_code().
    void ask_to_stop() const { process_->signal(SIGTERM); }
    /// See Process.
    void limit_file_size(std::optional<std::size_t> bytes) const { process_->limit_file_size(bytes); }
    std::optional<int> exit_code() { return process_->exit_code(); }
    /// SIGTERM, then the exit code.
    int stop();

    const std::filesystem::path& data() const { return data_; }
    unsigned short port() const override { return port_; }
    int life() const override { return life_; }
    /// When it was killed each time: what it did lies before that.
    const std::vector<Timestamp>& kills() const { return kills_; }

  private:
    bool read_port();
    std::filesystem::path output(const char* suffix) const { return data_.string() + suffix; }

    std::filesystem::path data_;
    std::vector<std::string> arguments_;
    std::unique_ptr<Process> process_;
    std::atomic<unsigned short> port_ = 0;
    std::atomic<int> life_ = 0;
    std::vector<Timestamp> kills_;
};

}  // namespace fairgate::faults
