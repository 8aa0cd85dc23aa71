#include "http/message.hpp"

#include "base/json.hpp"

#include <boost/url/encoding_opts.hpp>
#include <boost/url/pct_string_view.hpp>

#include <algorithm>

namespace fairgate::http {
namespace {

std::string_view trim(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// Cuts `text` at the first `separator`: returns what stands before and leaves what stands behind.
std::string_view cut(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const auto front = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return front;
}

/// A key or value of a query string as it was meant: a plus is a space.
std::string decode(std::string_view encoded) {
    const auto text = boost::urls::make_pct_string_view(encoded);
    if (!text) throw HttpFailure(400, "bad_query", "The query string is malformed.");
    return text->decode(boost::urls::encoding_opts{true});
}

bool is_tag_of(std::string_view tag, std::string_view etag, std::string_view coding) {
    if (!tag.starts_with(etag)) return false;
    tag.remove_prefix(etag.size());
    if (coding.empty()) return tag.empty();
    return tag.starts_with(kTagOfCoding) && tag.substr(1) == coding;
}

/// Looks into one line of If-None-Match. What is in quotes is a tag; whether it is weak does not matter.
bool names_tag(std::string_view list, std::string_view etag, std::string_view coding) {
    if (trim(list) == "*") return true;
    while (list.contains('"')) {
        cut(list, '"');
        if (!list.contains('"')) return false;
        if (is_tag_of(cut(list, '"'), etag, coding)) return true;
    }
    return false;
}

}  // namespace

std::string_view Request::header(Field name) const {
    const auto found = fields->find(name);
    return found == fields->end() ? std::string_view{} : std::string_view(found->value());
}

std::string_view Request::header(std::string_view name) const {
    const auto found = fields->find(name);
    return found == fields->end() ? std::string_view{} : std::string_view(found->value());
}

std::string_view Request::cookie(std::string_view name) const {
    auto cookies = header(Field::cookie);
    while (!cookies.empty()) {
        auto pair = trim(cut(cookies, ';'));
        if (cut(pair, '=') == name) return pair;
    }
    return {};
}

std::optional<std::string> Request::query(std::string_view name) const {
    // Boost.URL 1.81's iterator over parameters sometimes decodes the last one wrongly, so only its decoder
    // is used.
    auto rest = query_text;
    while (!rest.empty()) {
        auto value = cut(rest, '&');
        const auto key = cut(value, '=');
        if (decode(key) == name) return decode(value);
    }
    return std::nullopt;
}

bool Request::accepts_encoding(std::string_view coding) const {
    auto codings = header(Field::accept_encoding);
    while (!codings.empty()) {
        auto item = trim(cut(codings, ','));
        if (trim(cut(item, ';')) == coding) return trim(item) != "q=0";
    }
    return false;
}

std::string_view Request::first_accepted(std::initializer_list<std::string_view> codings) const {
    for (const auto coding : codings) {
        if (accepts_encoding(coding)) return coding;
    }
    return {};
}

bool Request::has_copy_of(std::string_view etag, std::string_view coding) const {
    // Most have none, and one look-up is cheaper than the range's two.
    if (fields->find(Field::if_none_match) == fields->end()) return false;
    const auto [begin, end] = fields->equal_range(Field::if_none_match);
    return std::any_of(begin, end, [&](const auto& line) { return names_tag(line.value(), etag, coding); });
}

std::string_view Response::body_text() const {
    if (const auto* shared = std::get_if<SharedBody>(&body)) return *shared ? std::string_view(**shared) : "";
    if (const auto* sealed = std::get_if<SealedBody>(&body)) return (*sealed)->text();
    return std::get<std::string>(body);
}

int Response::body_file() const {
    const auto* sealed = std::get_if<SealedBody>(&body);
    return sealed ? (*sealed)->file() : -1;
}

std::string success_body(std::string_view data_json) {
    std::string text;
    text.reserve(data_json.size() + 24);
    text.append(kSuccessBegin).append(data_json).append(kSuccessEnd);
    return text;
}

Response success(std::string_view data_json, int status) {
    Response response;
    response.status = status;
    response.body = success_body(data_json);
    return response;
}

Response failure(int status, std::string_view code, std::string_view message, std::string_view details_json) {
    std::string text = R"({"success":false,"error":)";
    text += json::serialize(json::string(message));
    text.append(R"(,"code":")").append(code).append("\"");
    if (!details_json.empty()) text.append(R"(,"details":)").append(details_json);
    text += "}";
    Response response;
    response.status = status;
    response.body = std::move(text);
    if (status == 503 || status == 429) response.retry_after_seconds = 1;
    return response;
}

}  // namespace fairgate::http
