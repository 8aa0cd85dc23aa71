#pragma once

#include "http/client_socket.hpp"
#include "http/message.hpp"
#include "http/request_ids.hpp"
#include "http/server.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>

namespace fairgate::http {

/// One client's connection: reads requests one after the other and writes their answers.
///
/// Runs on one loop's thread only. The sweep closes its socket when a deadline passes, which ends its
/// coroutine.
class Connection final : public StreamWriter {
  public:
    /// `client` counts as connected if `counted`, that is unless it is a trusted proxy.
    Connection(Server& server, asio::ip::tcp::socket socket, asio::ip::address client, bool counted);
    ~Connection();

    /// Serves until the client leaves, misbehaves, or the server drains.
    Task<void> run();

    Task<void> write(std::shared_ptr<const std::string> frame) override;

    /// Closes the socket when its deadline has passed, or ends the reading of a request, which is answered;
    /// keeps quiet streams alive.
    void sweep(Timestamp now);
    /// Lets a request under way finish; ends everything else.
    void drain();

  private:
    enum class State { idle, reading, answering, writing, streaming };
    struct Parser : boost::beast::http::request_parser<boost::beast::http::string_body> {
        /// Of a chunked request: trailers are added to them.
        std::ptrdiff_t fields_in_head = 0;
    };

    Task<bool> begin();
    Task<bool> learn_client();
    Task<bool> serve_one();
    std::chrono::milliseconds put_off(Response& refusal) const;
    Task<void> pass_on();
    Task<boost::system::error_code> read(Parser& parser);
    boost::system::error_code parse(Parser& parser);
    Task<Response> answer(const Parser& parser, Request& request);
    Task<void> send(const Response& response, const Request& request, bool keep_alive, bool head_only);
    Task<void> refuse(boost::system::error_code error);
    asio::ip::address forwarded_client(const Parser& parser) const;
    void set_client(const asio::ip::address& client);
    void log(const AccessRecord& record);
    void enter(State state, std::chrono::milliseconds limit);
    void close();

    Server& server_;
    ClientSocket socket_;
    /// Who is at the other end: the client, or a trusted proxy that names it in each request.
    asio::ip::address peer_;
    /// The client of the current request, and whom limits count it for.
    std::string client_;
    std::string network_;
    bool counted_;
    /// Has a maximum, which no limit of the parser is: chunk extensions and trailers count as neither head
    /// nor body, and are kept until they end.
    boost::beast::flat_buffer buffer_;
    std::string head_;
    RequestIds ids_;
    State state_ = State::idle;
    Timestamp deadline_;
    Timestamp last_write_;
    bool write_pending_ = false;
    std::size_t bytes_sent_ = 0;
    /// What the last request asked for, if that was a stream.
    std::unique_ptr<Stream> stream_;
    asio::cancellation_signal end_stream_;
};

}  // namespace fairgate::http
