#pragma once

#include "adapters/redis/client.hpp"
#include "support/run_task.hpp"
#include "support/soon.hpp"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <functional>

namespace fairgate::testing {

/// Redis for a test: one server, a cluster of three, or a master with a replica and a sentinel. See
/// tests/support/redis.
class RedisServer {
  public:
    enum class Kind { single, cluster, sentinel };

    /// One of its own, for a test that does bad things to it; gone with this process at the latest.
    explicit RedisServer(Kind kind = Kind::single);
    ~RedisServer();
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    /// The one that tests share, in which nobody may wipe or stop anything: that of CTest, or one for this
    /// process.
    static const RedisServer& shared(Kind kind);

    /// What to give to --redis.
    std::string url() const;
    std::filesystem::path socket() const { return folder_ / "socket"; }
    int port(std::size_t number) const;

    void kill(int number = 0) const { run("kill", number); }
    void resume(int number = 0) const { run("resume", number); }
    void freeze(int number = 0) const { run("freeze", number); }
    void thaw(int number = 0) const { run("thaw", number); }

    /// What the server with that number answers to a command, as one line; none of the code under test.
    std::string command(const std::vector<std::string>& words, std::size_t number = 0) const;

  private:
    RedisServer(Kind kind, std::filesystem::path folder) : kind_(kind), folder_(std::move(folder)) {}
    void run(const std::string& command, int number) const;

    Kind kind_;
    std::filesystem::path folder_;
    bool is_own_ = false;
};

/// A client of some Redis with threads of its own, for a test.
class RedisHouse {
  public:
    /// Waits until the client is connected.
    explicit RedisHouse(const std::string& url, std::size_t threads = 2);
    RedisHouse(redis::ClientOptions options, std::size_t threads, bool waits = true);
    ~RedisHouse();
    RedisHouse(const RedisHouse&) = delete;
    RedisHouse& operator=(const RedisHouse&) = delete;

    /// Closes the client and ends the threads. What runs on them can be destroyed only after that.
    void stop();

    redis::Client& client() { return *client_; }
    asio::any_io_executor executor() { return threads_.get_executor(); }

    /// Patient, unlike a server: the machine may be busy with other tests.
    static redis::ClientOptions options(const std::string& url);

    SystemClock clock;
    SystemRandom random;

  private:
    asio::thread_pool threads_;
    std::unique_ptr<redis::Client> client_;
};

}  // namespace fairgate::testing
