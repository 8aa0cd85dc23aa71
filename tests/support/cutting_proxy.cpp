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
    ends_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    cut();
    for (auto& link : links_) close_link(link);
    ::close(listener_);
}

void CuttingProxy::close_link(Link& link) {
    link.thread.join();
    ::close(link.client);
    ::close(link.server);
}

void CuttingProxy::lose_answer_to(std::string trigger) {
    const std::lock_guard lock(mutex_);
    request_trigger_ = std::move(trigger);
}

void CuttingProxy::lose_answer_with(std::string text) {
    const std::lock_guard lock(mutex_);
    answer_trigger_ = std::move(text);
}

void CuttingProxy::cut() {
    const std::lock_guard lock(mutex_);
    for (const auto& link : links_) {
        ::shutdown(link.client, SHUT_RDWR);
        ::shutdown(link.server, SHUT_RDWR);
    }
}

void CuttingProxy::half_open() {
    const std::lock_guard lock(mutex_);
    for (auto& link : links_) {
        link.is_half_open = true;
        ::shutdown(link.server, SHUT_RDWR);
    }
}

void CuttingProxy::take_away() {
    away_ = true;
    cut();
}

void CuttingProxy::accept() {
    for (;;) {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        const std::lock_guard lock(mutex_);
        forget_ended_links();
        if (away_) {
            ::close(client);
            continue;
        }
        Link& link = links_.emplace_back(client);
        link.server = new_socket(server_.bytes.ss_family);
        link.thread = std::thread([this, &link] { relay(link); });
    }
}

void CuttingProxy::forget_ended_links() {
    std::erase_if(links_, [](Link& link) {
        if (!link.has_ended) return false;
        close_link(link);
        return true;
    });
}

void CuttingProxy::relay(Link& link) {
    bool is_cutting = false;
    bool is_open = ::connect(link.server, server_.get(), server_.size) == 0;
    while (is_open) is_open = relay_something(link, is_cutting);
    ::shutdown(link.client, SHUT_RDWR);
    ::shutdown(link.server, SHUT_RDWR);
    link.has_ended = true;
}

bool CuttingProxy::relay_something(Link& link, bool& is_cutting) {
    constexpr int kStallCheck = 10;
    if (stalled_ && !ends_) {
        ::poll(nullptr, 0, kStallCheck);
        return true;
    }
    const bool half = is_half_open(link);
    // A negative socket is not looked at.
    std::array<pollfd, 2> sockets{{{link.client, POLLIN, 0}, {half ? -1 : link.server, POLLIN, 0}}};
    ::poll(sockets.data(), sockets.size(), -1);
    if (sockets[0].revents != 0) {
        const auto bytes = receive(link.client);
        if (is_half_open(link)) return !bytes.empty();
        is_cutting = is_cutting || pull(request_trigger_, bytes);
        return !bytes.empty() && pass_on(link.server, bytes);
    }
    if (sockets[1].revents == 0) return true;
    const auto bytes = receive(link.server);
    if (bytes.empty()) return is_half_open(link);
    if (is_cutting || pull(answer_trigger_, bytes)) {
        ++lost_answers_;
        return false;
    }
    return pass_on(link.client, bytes);
}

bool CuttingProxy::pass_on(int to, const std::string& bytes) const {
    const auto by = delay_.load();
    if (by.count() > 0) std::this_thread::sleep_for(by);
    return send_all(to, bytes);
}

bool CuttingProxy::is_half_open(const Link& link) {
    const std::lock_guard lock(mutex_);
    return link.is_half_open;
}

bool CuttingProxy::pull(std::string& trigger, const std::string& bytes) {
    const std::lock_guard lock(mutex_);
    if (trigger.empty() || !bytes.contains(trigger)) return false;
    trigger.clear();
    return true;
}

}  // namespace fairgate::testing
