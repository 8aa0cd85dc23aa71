#include "cli/download.hpp"

#include "cli/cli_error.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

namespace fairgate::cli {
namespace {

constexpr long kSecondsMax = 120;
constexpr long kRedirectsMax = 5;

struct Body {
    std::string text;
    std::size_t bytes_max;
};

/// A return of less than was given makes libcurl stop.
std::size_t append(const char* data, std::size_t size, std::size_t count, void* context) {
    auto& body = *static_cast<Body*>(context);
    const std::size_t bytes = size * count;
    if (body.text.size() + bytes > body.bytes_max) return 0;
    body.text.append(data, bytes);
    return bytes;
}

}  // namespace

std::string download(const std::string& url, std::size_t bytes_max) {
    using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
    const Handle handle(curl_easy_init(), curl_easy_cleanup);
    if (!handle) throw CliError(kFailed, "libcurl cannot be used.");
    Body body{{}, bytes_max};
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_MAXREDIRS, kRedirectsMax);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, kSecondsMax);
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &body);
    const CURLcode result = curl_easy_perform(handle.get());
    if (result == CURLE_WRITE_ERROR && body.text.size() < bytes_max) {
        throw CliError(kFailed, fmt::format("{} has more than {} bytes.", url, bytes_max));
    }
    if (result != CURLE_OK) {
        throw CliError(kFailed, fmt::format("{} cannot be read: {}.", url, curl_easy_strerror(result)));
    }
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) throw CliError(kFailed, fmt::format("{} answers {}.", url, status));
    return std::move(body.text);
}

}  // namespace fairgate::cli
