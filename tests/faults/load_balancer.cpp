#include "faults/load_balancer.hpp"

#include "support/checkout.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace fairgate::faults {
namespace {

constexpr std::chrono::seconds kStartMax{60};
constexpr int kTriesMax = 5;
constexpr const char* kProgram = "/usr/sbin/haproxy";
const std::string kShipped = std::string(testing::kCheckout) + "/deploy/haproxy/haproxy.cfg";

/// A socket on loopback, closed with the object.
class Socket {
  public:
    explicit Socket(unsigned short port) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address_.sin_port = htons(port);
    }
    ~Socket() { ::close(socket_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    bool connect() const {
        return ::connect(socket_, reinterpret_cast<const sockaddr*>(&address_), sizeof(address_)) == 0;
    }
    /// The port that the system has given.
    unsigned short bind() {
        socklen_t size = sizeof(address_);
        auto* address = reinterpret_cast<sockaddr*>(&address_);
        if (::bind(socket_, address, size) != 0 || ::getsockname(socket_, address, &size) != 0) {
            throw std::runtime_error("no port is free");
        }
        return ntohs(address_.sin_port);
    }

  private:
    int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address_{};
};

bool is_left_out(const std::string& line) {
    for (const char* part : {"bind :443", "redirect scheme", "Strict-Transport-Security", "server node1"}) {
        if (line.contains(part)) return true;
    }
    return false;
}

std::string configuration(unsigned short port, const std::vector<const Door*>& nodes) {
    std::istringstream shipped(read_file(kShipped));
    std::string all;
    for (std::string line; std::getline(shipped, line);) {
        if (is_left_out(line)) continue;
        // Not every machine lets a test have so many files.
        if (line.contains("maxconn")) line = "    maxconn 1000";
        if (line.contains("bind :80")) line = fmt::format("    bind 127.0.0.1:{}", port);
        all += line + "\n";
        if (!line.contains("default-server")) continue;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            all += fmt::format("    server node{} 127.0.0.1:{}\n", i, nodes[i]->port());
        }
    }
    return all;
}

}  // namespace

const std::vector<std::string> LoadBalancer::kNodeOptions{"--trusted-proxy", "127.0.0.1", "--proxy-protocol"};

LoadBalancer::LoadBalancer(const std::filesystem::path& folder, const std::vector<const Door*>& nodes) {
    // Somebody else may get the port before HAProxy takes it.
    for (int tries = 0; tries < kTriesMax; ++tries) {
        if (start(folder, nodes)) return;
    }
    throw std::runtime_error("HAProxy does not start: " + read_file(folder / "haproxy.err"));
}

bool LoadBalancer::start(const std::filesystem::path& folder, const std::vector<const Door*>& nodes) {
    port_ = Socket(0).bind();
    const auto file = folder / "haproxy.cfg";
    std::ofstream(file) << configuration(port_, nodes);
    process_ = std::make_unique<Process>(kProgram, std::vector<std::string>{"-db", "-f", file},
                                         folder / "haproxy.out", folder / "haproxy.err");
    const auto end = std::chrono::steady_clock::now() + kStartMax;
    while (!process_->exit_code() && std::chrono::steady_clock::now() < end) {
        // By whoever listens there: it ends when that is not itself.
        if (listens() && !process_->exit_code()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return false;
}

bool LoadBalancer::listens() const {
    return Socket(port_).connect();
}

}  // namespace fairgate::faults
