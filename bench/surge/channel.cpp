#include "surge/channel.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace fairgate::bench {
namespace {

/// What stands between `begin` and `end` in `text`; empty when it does not.
std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
    const auto at = text.find(begin);
    if (at == std::string_view::npos) return {};
    const auto from = at + begin.size();
    return text.substr(from, text.find(end, from) - from);
}

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Channel::Channel(unsigned short port) : handle_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (handle_ < 0 || connect(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        throw std::system_error(errno, std::generic_category(), "connect");
    }
    const int on = 1;
    setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Channel::~Channel() {
    close(handle_);
}

void Channel::post(std::string_view path, std::string_view cookie, std::string_view body) {
    request_.clear();
    received_.clear();
    fmt::format_to(std::back_inserter(request_),
                   "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                   "Content-Length: {}\r\n",
                   path, body.size());
    if (!cookie.empty()) fmt::format_to(std::back_inserter(request_), "Cookie: {}\r\n", cookie);
    request_.append("\r\n").append(body);
    const auto sent = send(handle_, request_.data(), request_.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(request_.size())) {
        throw std::system_error(errno, std::generic_category(), "send");
    }
}

std::optional<Reply> Channel::receive() {
    std::array<char, 8192> bytes;
    const auto got = recv(handle_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got <= 0) throw std::runtime_error("the server closed a connection");
    received_.append(bytes.data(), static_cast<std::size_t>(got));
    return reply();
}

std::optional<Reply> Channel::reply() const {
    const std::string_view all = received_;
    const auto end_of_head = all.find("\r\n\r\n");
    if (end_of_head == std::string_view::npos) return std::nullopt;
    const auto head = all.substr(0, end_of_head + 2);
    const auto body = all.substr(end_of_head + 4);
    if (body.size() < number(between(head, "Content-Length: ", "\r\n"))) return std::nullopt;
    return Reply{.status = static_cast<unsigned>(number(between(head, " ", " "))),
                 .retry_after_seconds = static_cast<unsigned>(number(between(head, "Retry-After: ", "\r\n"))),
                 .cookie = between(head, "Set-Cookie: ", ";"),
                 .body = body};
}

}  // namespace fairgate::bench
