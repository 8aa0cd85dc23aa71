#include "support/cutting_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace fairgate::testing {
namespace {

sockaddr_un address_of(const std::filesystem::path& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.string().size() >= sizeof(address.sun_path)) throw std::runtime_error("the path is too long");
    std::strcpy(address.sun_path, socket.c_str());
    return address;
}

int new_socket() {
    return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
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

CuttingProxy::CuttingProxy(std::filesystem::path socket, std::filesystem::path server)
    : server_(std::move(server)), listener_(new_socket()) {
    const auto address = address_of(socket);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        ::listen(listener_, 16) != 0) {
        throw std::runtime_error("the proxy cannot listen at " + socket.string());
    }
    accepting_ = std::thread([this] { accept(); });
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
    const int server = new_socket();
    {
        const std::lock_guard lock(mutex_);
        open_.push_back(server);
    }
    const auto address = address_of(server_);
    bool is_cutting = false;
    bool is_open = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
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
