#pragma once

#include <sys/socket.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fairgate::testing {

/// Stands between a client and a server, and cuts connections when told to. For one server of any protocol,
/// on unix sockets or on loopback ports.
///
/// Thread-safe.
class CuttingProxy {
  public:
    /// Listens at `socket`; connects to `server`.
    CuttingProxy(std::filesystem::path socket, std::filesystem::path server);
    /// Listens on a free port; connects to `server_port`.
    explicit CuttingProxy(unsigned short server_port);
    ~CuttingProxy();
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    /// The next time that a client sends something with `trigger` in it, the server gets it, and its answer
    /// is thrown away: the connection is cut instead. Once.
    void lose_answer_to(std::string trigger);

    /// Cuts every connection, and from then on each new one, as if the server were gone.
    void take_away();
    void bring_back() { away_ = false; }

    /// Where it listens.
    unsigned short port() const;

    /// How many answers were lost.
    int lost_answers() const { return lost_answers_; }

  private:
    /// Of any kind of socket.
    struct Address {
        sockaddr_storage bytes{};
        socklen_t size = 0;
        const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
    };

    CuttingProxy(const Address& here, const Address& server);
    static Address address_of(const std::filesystem::path& socket);
    static Address address_of(unsigned short port);

    void accept();
    void relay(int client);
    bool wants_cut(const std::string& sent);

    const Address server_;
    const int listener_;
    std::atomic<int> lost_answers_ = 0;
    std::atomic<bool> away_ = false;
    std::mutex mutex_;
    std::string trigger_;
    std::vector<int> open_;
    std::vector<std::thread> relays_;
    std::thread accepting_;
};

}  // namespace fairgate::testing
