#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fairgate::bench {

/// What a buyer needs of an answer. Views into the channel, until it sends again.
struct Reply {
    unsigned status = 0;
    /// Zero when the answer does not tell.
    unsigned retry_after_seconds = 0;
    /// As the next request of the same buyer names it; empty when the answer sets none.
    std::string_view cookie;
    std::string_view body;
};

/// A connection to the server that sends a request and takes its answer, with as little work as that needs:
/// the cores are the server's. For one thread.
class Channel {
  public:
    /// Throws system_error when the server is not there.
    explicit Channel(unsigned short port);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    int handle() const { return handle_; }

    /// Throws system_error when the server has closed.
    void post(std::string_view path, std::string_view cookie, std::string_view body);

    /// Takes what has come: the answer once it is complete. Throws runtime_error when the server has closed.
    std::optional<Reply> receive();

  private:
    std::optional<Reply> reply() const;

    int handle_;
    std::string request_;
    std::string received_;
};

}  // namespace fairgate::bench
