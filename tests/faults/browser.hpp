#pragma once

#include "base/json.hpp"
#include "base/task.hpp"
#include "faults/server.hpp"

#include <memory>

namespace fairgate::faults {

/// What the server said.
struct Answer {
    unsigned status = 0;
    std::string body;
    /// `data` of a success, else null.
    json::value data;
    /// `code` of a failure.
    std::string code;

    bool is(unsigned wanted, std::string_view wanted_code) const {
        return status == wanted && code == wanted_code;
    }
};

/// `data` as a type of the API. Throws when it is not one.
template <class T>
T data_as(const Answer& answer) {
    auto read = from_json<T>(answer.data);
    if (!read) throw std::runtime_error(read.error().path + " " + read.error().reason + ": " + answer.body);
    return std::move(*read);
}

/// One visitor's HTTP client: one connection at a time, and the session's cookie. Use on one thread.
class Browser {
  public:
    explicit Browser(const Server& server);
    ~Browser();
    Browser(Browser&&) noexcept;

    /// Empty when there was no answer: the server may have done what was asked or not.
    Task<std::optional<Answer>> get(std::string path);
    Task<std::optional<Answer>> post(std::string path, json::value body);

    /// A second window of the same visitor: the same cookie, another connection.
    Browser another_window() const;

  private:
    struct Connection;

    Task<std::optional<Answer>> send(bool is_post, std::string path, std::string body);

    const Server& server_;
    std::string cookie_;
    std::unique_ptr<Connection> connection_;
};

/// Sleeps on the caller's loop.
Task<void> pause_for(std::chrono::milliseconds time);

}  // namespace fairgate::faults
