#pragma once

#include <filesystem>
#include <string>

namespace fairgate::testing {

/// A RabbitMQ broker of its own for a test that does bad things to it; gone with this process at the latest.
/// See tests/support/rabbitmq.
class RabbitServer {
  public:
    RabbitServer();
    ~RabbitServer();
    RabbitServer(const RabbitServer&) = delete;
    RabbitServer& operator=(const RabbitServer&) = delete;

    /// kill -9; `resume` starts it again.
    void kill() { run("kill"); }
    void resume() { run("resume"); }

    unsigned short port() const;
    std::string url() const;

    /// Of the broker that tests share: the one that CTest started, or else one for this process. Tests keep
    /// to names of their own there.
    static std::string shared_url();
    static std::string new_prefix();
    /// The address of a new virtual host there, for a server: its names are the same everywhere.
    static std::string new_house();

  private:
    static const std::filesystem::path& shared_folder();
    void run(const std::string& command) const;

    std::filesystem::path folder_;
};

}  // namespace fairgate::testing
