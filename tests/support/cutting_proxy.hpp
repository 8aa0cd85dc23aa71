#pragma once

#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace fairgate::testing {

/// Stands between a client and a server, and harms connections when told to. For one server of any protocol,
/// on unix sockets or on loopback ports. What is done to all connections is done to those of the moment.
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

    /// The next time that the server sends something with `text` in it, that is thrown away: the connection
    /// is cut instead. Once.
    void lose_answer_with(std::string text);

    /// Cuts every connection; new ones are welcome.
    void cut();

    /// The server's half of every connection ends, and the client does not hear of it: what it sends is lost.
    void half_open();

    /// Relays nothing without a word: connections stay open, and what is sent waits until `go_on`.
    void stall() { stalled_ = true; }
    void go_on() { stalled_ = false; }

    /// Whatever is sent takes so long, in both directions.
    void delay(std::chrono::milliseconds by) { delay_ = by; }

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

    struct Link {
        explicit Link(int client) : client(client) {}

        const int client;
        int server = -1;
        bool is_half_open = false;
        std::atomic<bool> has_ended = false;
        std::thread thread;
    };

    CuttingProxy(const Address& here, const Address& server);
    static Address address_of(const std::filesystem::path& socket);
    static Address address_of(unsigned short port);

    void accept();
    void forget_ended_links();
    void relay(Link& link);
    /// Whether the connection goes on.
    bool relay_something(Link& link, bool& is_cutting);
    bool pass_on(int to, const std::string& bytes) const;
    static void close_link(Link& link);
    bool is_half_open(const Link& link);
    /// Takes `trigger` when `bytes` have it.
    bool pull(std::string& trigger, const std::string& bytes);

    const Address server_;
    const int listener_;
    std::atomic<int> lost_answers_ = 0;
    std::atomic<bool> away_ = false;
    std::atomic<bool> stalled_ = false;
    std::atomic<bool> ends_ = false;
    std::atomic<std::chrono::milliseconds> delay_{std::chrono::milliseconds{0}};
    std::mutex mutex_;
    std::string request_trigger_;
    std::string answer_trigger_;
    std::list<Link> links_;
    std::thread accepting_;
};

}  // namespace fairgate::testing
