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

/// Where visitors may be served, and how long they wait for an answer.
struct Doors {
    std::vector<const Door*> all;
    std::chrono::milliseconds answer_max = std::chrono::seconds{30};

    /// Starts of all of them.
    int lives() const;
};

/// One visitor's HTTP client: one connection to each door, and the session's cookie. One request after the
/// other goes to one door after the other, so that also what a lost answer was about is asked elsewhere. Use
/// on one thread.
class Browser {
  public:
    explicit Browser(const Server& server);
    /// Begins with the door of that number.
    explicit Browser(Doors doors, std::size_t first = 0);
    ~Browser();
    Browser(Browser&&) noexcept;

    /// Empty when there was no answer: the server may have done what was asked or not.
    Task<std::optional<Answer>> get(std::string path);
    Task<std::optional<Answer>> post(std::string path, json::value body);

    /// A second window of the same visitor: the same cookie, other connections, and the next door.
    Browser another_window() const;
    /// From now on somebody whom no node knows.
    void forget_cookie() { cookie_.clear(); }

  private:
    struct Connection;

    Task<std::optional<Answer>> send(bool is_post, std::string path, std::string body);
    Task<bool> connect(std::size_t door);

    Doors doors_;
    std::size_t next_ = 0;
    std::string cookie_;
    /// One a door.
    std::vector<std::unique_ptr<Connection>> connections_;
};

/// Sleeps on the caller's loop.
Task<void> pause_for(std::chrono::milliseconds time);

}  // namespace fairgate::faults
