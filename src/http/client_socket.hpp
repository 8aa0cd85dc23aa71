#pragma once

#include "base/task.hpp"
#include "http/tls.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <memory>
#include <string_view>
#include <utility>

namespace fairgate::http {

/// A client's connection, plain or inside TLS: an asynchronous stream as Asio and Beast want it. One
/// operation of a kind at a time.
class ClientSocket {
  public:
    using Tcp = boost::asio::ip::tcp::socket;
    using executor_type = Tcp::executor_type;

    explicit ClientSocket(Tcp socket);

    executor_type get_executor() { return tcp_.get_executor(); }

    /// The connection below TLS, for what comes before it.
    Tcp& tcp() { return tcp_; }

    /// Everything after this is encrypted. Throws system_error when the client cannot agree.
    Task<void> start_tls(TlsContextPtr context);

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return tls_ ? tls_->stream.async_read_some(buffers, std::forward<Token>(token))
                    : tcp_.async_read_some(buffers, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return tls_ ? tls_->stream.async_write_some(buffers, std::forward<Token>(token))
                    : tcp_.async_write_some(buffers, std::forward<Token>(token));
    }

    /// Writes as much of `buffers` as goes without waiting and returns how many bytes that was: none inside
    /// TLS, and none when the connection is broken, which the next write that waits reports. Call only while
    /// nothing else is written.
    std::size_t write_some_now(const std::array<boost::asio::const_buffer, 2>& buffers);

    /// Writes `head`, then the first `size` bytes of `file` without copying them, and waits as long as it
    /// takes. Not inside TLS. Throws system_error.
    Task<void> send_file(std::string_view head, int file, std::size_t size);

    bool encrypts() const { return tls_ != nullptr; }

    /// Writes `buffer` whole without waiting. Call only while nothing else is written. False when it did not
    /// go: the connection is of no more use then.
    bool write_at_once(boost::asio::const_buffer buffer);

    /// Says that nothing more will be sent.
    void finish_sending();
    /// What waits fails with operation_aborted; the connection stays.
    void cancel();
    void close();
    bool is_open() const { return tcp_.is_open(); }

  private:
    Task<void> wait_if_full(boost::system::error_code error);

    struct Tls {
        Tls(Tcp& tcp, TlsContextPtr of) : context(std::move(of)), stream(tcp, *context) {}

        TlsContextPtr context;
        boost::asio::ssl::stream<Tcp&> stream;
    };

    Tcp tcp_;
    std::unique_ptr<Tls> tls_;
};

}  // namespace fairgate::http
