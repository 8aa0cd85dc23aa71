#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include <istream>
#include <string>
#include <thread>
#include <vector>

namespace fairgate::testing {

namespace asio = boost::asio;

/// Takes mail on a free port of 127.0.0.1, without TLS, on a thread of its own; one connection. Answers
/// `command` ("greeting", "MAIL", "RCPT", "." for the end of the mail) with `reply` and all else as a
/// friendly server would; never when `reply` is empty.
class SmtpServer {
  public:
    SmtpServer(std::string command, std::string reply)
        : command_(std::move(command)), reply_(std::move(reply)), thread_([this] { serve(); }) {}
    ~SmtpServer() { stop(); }

    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }

    /// Ends the server; afterwards what it heard may be read.
    void stop() {
        if (!thread_.joinable()) return;
        // A connection of our own frees a server that nobody has called.
        boost::system::error_code ignored;
        asio::ip::tcp::socket socket(loop_);
        socket.connect({asio::ip::address_v4::loopback(), port_}, ignored);
        socket.close(ignored);
        thread_.join();
        acceptor_.close(ignored);
    }
    const std::vector<std::string>& commands() const { return commands_; }
    const std::string& received() const { return received_; }

  private:
    void serve() {
        boost::system::error_code ignored;
        asio::ip::tcp::socket socket(loop_);
        acceptor_.accept(socket, ignored);
        try {
            talk(socket);
        } catch (const boost::system::system_error&) {
            // The client has gone.
        }
    }

    std::string read_line(asio::ip::tcp::socket& socket) {
        asio::read_until(socket, buffer_, "\r\n");
        std::istream in(&buffer_);
        std::string line;
        std::getline(in, line);
        line.pop_back();
        return line;
    }

    void answer(asio::ip::tcp::socket& socket, const std::string& command, const std::string& friendly) {
        const std::string& reply = !command_.empty() && command.starts_with(command_) ? reply_ : friendly;
        if (!reply.empty()) asio::write(socket, asio::buffer(reply + "\r\n"));
    }

    void talk(asio::ip::tcp::socket& socket) {
        answer(socket, "greeting", "220 ready");
        for (;;) {
            const std::string line = read_line(socket);
            commands_.push_back(line);
            if (line == "DATA") {
                answer(socket, line, "354 go on");
                for (auto text = read_line(socket); text != "."; text = read_line(socket))
                    received_ += text + "\r\n";
                answer(socket, ".", "250 taken");
            } else {
                answer(socket, line, line == "QUIT" ? "221 bye" : "250 fine");
            }
        }
    }

    std::string command_;
    std::string reply_;
    asio::io_context loop_;
    asio::ip::tcp::acceptor acceptor_{loop_, {asio::ip::address_v4::loopback(), 0}};
    unsigned short port_ = acceptor_.local_endpoint().port();
    asio::streambuf buffer_;
    std::vector<std::string> commands_;
    std::string received_;
    std::thread thread_;
};

}  // namespace fairgate::testing
