#pragma once

#include "base/json.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <map>
#include <string>

namespace fairgate::testing {

struct Answer {
    int status = 0;
    std::string body;
    std::map<std::string, std::string, std::less<>> headers;

    std::string header(const std::string& name) const;
    json::value json() const;
    /// `data` of a success; the test fails when there is none.
    json::value data() const;
    /// `code` of a failure.
    std::string code() const;
};

/// A browser, as far as the API can tell: keeps its session cookie, names its origin. Checks every answer
/// against the OpenAPI document.
class HttpClient {
  public:
    explicit HttpClient(unsigned short port) : port_(port) {}

    using Headers = std::map<std::string, std::string, std::less<>>;

    Answer get(const std::string& target, const Headers& headers = {});
    Answer post(const std::string& target, const std::string& body, const Headers& headers = {});
    Answer send(const std::string& method, const std::string& target, const std::string& body,
                const Headers& headers);

    /// Sends `bytes` as they are, then nothing more, and returns all that comes back until the server closes.
    std::string raw(const std::string& bytes);

    /// Of the session, "name=value".
    std::string cookie;
    /// Of places in waiting rooms, by name.
    std::map<std::string, std::string> place_cookies;

  private:
    void keep(const std::string& set_cookie);

    unsigned short port_;
};

}  // namespace fairgate::testing
