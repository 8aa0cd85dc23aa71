#include "http/client_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/sendfile.h>

#include <cerrno>

namespace fairgate::http {

namespace ssl = boost::asio::ssl;

ClientSocket::ClientSocket(Tcp socket) : tcp_(std::move(socket)) {
    boost::system::error_code ignored;
    tcp_.non_blocking(true, ignored);
}

Task<void> ClientSocket::start_tls(TlsContextPtr context) {
    tls_ = std::make_unique<Tls>(tcp_, std::move(context));
    co_await tls_->stream.async_handshake(ssl::stream_base::server, asio::use_awaitable);
}

std::size_t ClientSocket::write_some_now(const std::array<asio::const_buffer, 2>& buffers) {
    if (tls_) return 0;
    boost::system::error_code error;
    const auto written = tcp_.write_some(buffers, error);
    return error ? 0 : written;
}

Task<void> ClientSocket::send_file(std::string_view head, int file, std::size_t size) {
    while (!head.empty()) {
        boost::system::error_code error;
        // More follows: the kernel puts both into one segment.
        head.remove_prefix(tcp_.send(asio::buffer(head), MSG_MORE, error));
        if (error) co_await wait_if_full(error);
    }
    for (off_t sent = 0; static_cast<std::size_t>(sent) < size;) {
        boost::system::error_code error;
        if (::sendfile(tcp_.native_handle(), file, &sent, size - static_cast<std::size_t>(sent)) < 0) {
            error.assign(errno, boost::system::system_category());
        }
        if (error) co_await wait_if_full(error);
    }
}

/// Throws any other error.
Task<void> ClientSocket::wait_if_full(boost::system::error_code error) {
    if (error == asio::error::interrupted) co_return;
    if (error != asio::error::would_block) throw boost::system::system_error(error);
    co_await tcp_.async_wait(Tcp::wait_write, asio::use_awaitable);
}

bool ClientSocket::write_at_once(asio::const_buffer buffer) {
    boost::system::error_code error;
    const auto written = tls_ ? tls_->stream.write_some(buffer, error) : tcp_.write_some(buffer, error);
    return !error && written == buffer.size();
}

void ClientSocket::finish_sending() {
    boost::system::error_code ignored;
    // Sends the alert that TLS ends with, but does not wait for the client's.
    if (tls_) tls_->stream.shutdown(ignored);
    tcp_.shutdown(Tcp::shutdown_send, ignored);
}

void ClientSocket::cancel() {
    boost::system::error_code ignored;
    tcp_.cancel(ignored);
}

void ClientSocket::close() {
    boost::system::error_code ignored;
    tcp_.close(ignored);
}

}  // namespace fairgate::http
