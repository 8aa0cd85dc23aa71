#pragma once

#include "base/json.hpp"
#include "base/sealed_text.hpp"
#include "base/session.hpp"
#include "base/task.hpp"

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/verb.hpp>

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fairgate::http {

using Verb = boost::beast::http::verb;
using Field = boost::beast::http::field;

/// A request as handlers see it: checked, routed, with its session. Views point into the connection's buffers
/// and live until the answer is written.
struct Request {
    Verb verb = Verb::get;
    /// Without the query string.
    std::string_view path;
    /// What stands after "?", undecoded.
    std::string_view query_text;
    /// The values of the route's {placeholders}, in order.
    std::vector<std::string_view> path_values;
    std::string_view body;
    Session session;
    /// Whom limits count the request for, see network_of.
    std::string_view client_network;
    std::string_view id;
    /// See base/trace.hpp.
    std::string_view trace;
    /// The pattern of the route that was found, for metrics.
    std::string_view route = "other";
    const boost::beast::http::fields* fields = nullptr;

    std::string_view header(Field name) const;
    std::string_view header(std::string_view name) const;
    /// The value of a cookie, empty when it was not sent.
    std::string_view cookie(std::string_view name) const;
    /// The decoded value of a query parameter; the first one when it is repeated.
    std::optional<std::string> query(std::string_view name) const;
    bool accepts_encoding(std::string_view coding) const;
    /// The first of `codings` that the request takes; empty when it takes none of them.
    std::string_view first_accepted(std::initializer_list<std::string_view> codings) const;
    /// Whether If-None-Match names the content `etag` as it is sent in `coding`. Tags are compared weakly, as
    /// RFC 9110 has it: proxies make weak ones of ours.
    bool has_copy_of(std::string_view etag, std::string_view coding) const;
};

/// What stands in a tag between the content's own and its coding.
inline constexpr char kTagOfCoding = '-';

/// Sends the parts of an endless answer. Throws when the client has gone.
class StreamWriter {
  public:
    virtual ~StreamWriter() = default;
    virtual Task<void> write(std::shared_ptr<const std::string> frame) = 0;
};

/// An answer that is produced while it is sent, such as server-sent events. Cancelled when the server drains.
class Stream {
  public:
    virtual ~Stream() = default;
    virtual Task<void> run(StreamWriter& writer) = 0;
};

/// An answer. Bodies that many readers share are shared, not copied.
struct Response {
    using SharedBody = std::shared_ptr<const std::string>;
    using SealedBody = std::shared_ptr<const SealedText>;

    int status = 200;
    std::string_view content_type = "application/json";
    std::variant<std::string, SharedBody, SealedBody> body;
    std::string_view content_encoding;
    /// Tells the content from any other at its address, without quotes. The head adds the coding: what is
    /// packed is another representation, and has a strong tag of its own.
    std::string etag;
    std::string_view cache_control = "no-store";
    /// Complete Set-Cookie value.
    std::string set_cookie;
    /// A second one: of the place in a waiting room.
    std::string set_place_cookie;
    std::optional<unsigned> retry_after_seconds;
    /// A refusal for want of time: the connection tells when to come again, and may lie unread for a while.
    bool may_rest = false;
    /// Complete Allow value, for 405.
    std::string allow;
    std::string location;
    /// Close the connection after this answer.
    bool close = false;
    std::unique_ptr<Stream> stream;

    std::string_view body_text() const;
    /// A file that is the body, see SealedText; -1 when there is none.
    int body_file() const;
};

/// `{success: true, data}`, the envelope of every JSON answer that is not a failure; the data come in
/// between.
inline constexpr std::string_view kSuccessBegin = R"({"success":true,"data":)";
inline constexpr std::string_view kSuccessEnd = "}";
std::string success_body(std::string_view data_json);
Response success(std::string_view data_json, int status = 200);

/// The same of a described struct, written into the envelope at once.
template <class Data>
Response success_of(const Data& data, int status = 200) {
    constexpr std::size_t kUsualBytes = 768;
    std::string body;
    body.reserve(kUsualBytes);
    body += kSuccessBegin;
    write_json(body, data);
    body += kSuccessEnd;
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

/// What went wrong, for people (`message`) and programs (`code`); `details_json` is a JSON value or empty.
Response failure(int status, std::string_view code, std::string_view message,
                 std::string_view details_json = {});

/// A failure that is thrown where a value would be clumsy; the connection sends its answer.
class HttpFailure : public std::exception {
  public:
    HttpFailure(int status, std::string code, std::string message, std::string details_json = {})
        : status_(status),
          code_(std::move(code)),
          message_(std::move(message)),
          details_(std::move(details_json)) {}

    const char* what() const noexcept override { return message_.c_str(); }
    Response response() const { return failure(status_, code_, message_, details_); }

  private:
    int status_;
    std::string code_;
    std::string message_;
    std::string details_;
};

}  // namespace fairgate::http
