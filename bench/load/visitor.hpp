#pragma once

#include "base/task.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/value.hpp>

#include <string>

namespace fairgate::bench {

struct Answer {
    unsigned status = 0;
    std::string body;
};

/// One connection to the server that plays one visitor after the other: `forget` begins the next. For one
/// thread.
class Visitor {
  public:
    Visitor(boost::asio::ip::tcp::endpoint server, boost::asio::any_io_executor executor)
        : server_(std::move(server)), socket_(std::move(executor)) {}

    /// For who wants to be connected before the first request. Throws system_error when the server is not
    /// there.
    Task<void> connect();

    /// Throws system_error when the server is not there or breaks off.
    Task<Answer> post(std::string path, boost::json::value body);

    /// Takes the answer compressed and leaves it so. Throws as `post`.
    Task<Answer> get(std::string path);

    /// The next request comes from somebody the server has never seen.
    void forget() { cookie_.clear(); }

  private:
    using Request = boost::beast::http::request<boost::beast::http::string_body>;

    Task<Answer> send(Request request);

    const boost::asio::ip::tcp::endpoint server_;
    boost::asio::ip::tcp::socket socket_;
    boost::beast::flat_buffer buffer_;
    std::string cookie_;
};

}  // namespace fairgate::bench
