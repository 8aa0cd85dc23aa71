#include "support/cutting_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace fairgate::testing {
namespace {

int new_socket(sa_family_t family) {
    return ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/// What has arrived; empty at the end.
std::string receive(int socket) {
    std::array<char, 65536> buffer{};
    const auto count = ::recv(socket, buffer.data(), buffer.size(), 0);
    return {buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

bool send_all(int socket, const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto count = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

}  // namespace

CuttingProxy::Address CuttingProxy::address_of(const std::filesystem::path& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.string().size() >= sizeof(address.sun_path)) throw std::runtime_error("the path is too long");
    std::strcpy(address.sun_path, socket.c_str());
    Address any{{}, sizeof(address)};
    std::memcpy(&any.bytes, &address, sizeof(address));
    return any;
}

CuttingProxy::Address CuttingProxy::address_of(unsigned short port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    Address any{{}, sizeof(address)};
    std::memcpy(&any.bytes, &address, sizeof(address));
    return any;
}

CuttingProxy::CuttingProxy(std::filesystem::path socket, std::filesystem::path server)
    : CuttingProxy(address_of(socket), address_of(server)) {}

CuttingProxy::CuttingProxy(unsigned short server_port)
    : CuttingProxy(address_of(static_cast<unsigned short>(0)), address_of(server_port)) {}

CuttingProxy::CuttingProxy(const Address& here, const Address& server)
    : server_(server), listener_(new_socket(here.bytes.ss_family)) {
    if (::bind(listener_, here.get(), here.size) != 0 || ::listen(listener_, 16) != 0) {
        throw std::runtime_error(std::string("the proxy cannot listen: ") + std::strerror(errno));
    }
    accepting_ = std::thread([this] { accept(); });
}

unsigned short CuttingProxy::port() const {
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

CuttingProxy::~CuttingProxy() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& relay : relays_) relay.join();
    for (const int socket : open_) ::close(socket);
    ::close(listener_);
}

void CuttingProxy::lose_answer_to(std::string trigger) {
    const std::lock_guard lock(mutex_);
    trigger_ = std::move(trigger);
}

void CuttingProxy::take_away() {
    const std::lock_guard lock(mutex_);
    away_ = true;
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
}

void CuttingProxy::accept() {
    for (;;) {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        const std::lock_guard lock(mutex_);
        if (away_) {
            ::close(client);
            continue;
        }
        open_.push_back(client);
        relays_.emplace_back([this, client] { relay(client); });
    }
}

void CuttingProxy::relay(int client) {
    const int server = new_socket(server_.bytes.ss_family);
    {
        const std::lock_guard lock(mutex_);
        open_.push_back(server);
    }
    bool is_cutting = false;
    bool is_open = ::connect(server, server_.get(), server_.size) == 0;
    while (is_open) {
        std::array<pollfd, 2> sockets{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
        ::poll(sockets.data(), sockets.size(), -1);
        if (sockets[0].revents != 0) {
            const auto bytes = receive(client);
            is_cutting = is_cutting || wants_cut(bytes);
            is_open = !bytes.empty() && send_all(server, bytes);
        } else if (sockets[1].revents != 0) {
            const auto bytes = receive(server);
            if (is_cutting) ++lost_answers_;
            is_open = !is_cutting && !bytes.empty() && send_all(client, bytes);
        }
    }
    ::shutdown(client, SHUT_RDWR);
    ::shutdown(server, SHUT_RDWR);
}

bool CuttingProxy::wants_cut(const std::string& sent) {
    const std::lock_guard lock(mutex_);
    if (trigger_.empty() || !sent.contains(trigger_)) return false;
    trigger_.clear();
    return true;
}

}  // namespace fairgate::testing
