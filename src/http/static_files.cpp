#include "http/static_files.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace fairgate::http {
namespace {

constexpr std::string_view kPage = "/index.html";

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kContentTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".map", "application/json"},
}};

std::string_view content_type_of(const std::filesystem::path& file) {
    const auto extension = file.extension().string();
    for (const auto& [ending, type] : kContentTypes) {
        if (ending == extension) return type;
    }
    return "application/octet-stream";
}

Response::SharedBody read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return nullptr;
    return std::make_shared<const std::string>(std::istreambuf_iterator<char>(stream),
                                               std::istreambuf_iterator<char>());
}

}  // namespace

StaticFiles::StaticFiles(const std::filesystem::path& folder) {
    std::error_code missing;
    if (!folder.empty() && std::filesystem::is_directory(folder, missing)) load(folder);
    if (files_.contains(std::string(kPage))) return;
    File page;
    page.plain = std::make_shared<const std::string>(
        "<!doctype html><html lang=en><title>Fairgate</title><h1>The web app is not built</h1><p>Run "
        "<code>./run</code> "
        "at the root of the project, or <code>npm ci &amp;&amp; npm run build</code> in web/ and start with "
        "<code>--web web/dist</code>. The API answers under <code>/api</code>.");
    page.content_type = "text/html; charset=utf-8";
    page.etag = "none";
    files_.emplace(kPage, std::move(page));
}

void StaticFiles::load(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto extension = entry.path().extension();
        if (!entry.is_regular_file() || extension == ".br" || extension == ".gz") continue;
        File file;
        file.plain = read_file(entry.path());
        file.gzip = read_file(entry.path().string() + ".gz");
        file.brotli = read_file(entry.path().string() + ".br");
        file.content_type = content_type_of(entry.path());
        file.etag = to_hex(sha256(*file.plain)).substr(0, 16);
        const auto name = "/" + entry.path().lexically_relative(folder).generic_string();
        // The build puts a hash of the content into the names under assets/.
        file.immutable = name.starts_with("/assets/");
        files_.emplace(name, std::move(file));
    }
}

Response StaticFiles::serve(const Request& request) const {
    const auto found = files_.find(std::string(request.path));
    if (found != files_.end()) return answer(found->second, request);
    if (request.path.starts_with("/assets/")) return failure(404, "not_found", "There is no such file.");
    return answer(files_.at(std::string(kPage)), request);
}

Response StaticFiles::answer(const File& file, const Request& request) {
    Response response;
    response.content_type = file.content_type;
    response.cache_control = file.immutable ? "public, max-age=31536000, immutable" : "no-cache";
    response.etag = file.etag;
    Response::SharedBody body = file.plain;
    if (file.brotli && request.accepts_encoding("br")) {
        body = file.brotli;
        response.content_encoding = "br";
    } else if (file.gzip && request.accepts_encoding("gzip")) {
        body = file.gzip;
        response.content_encoding = "gzip";
    }
    if (request.has_copy_of(response.etag, response.content_encoding)) {
        response.status = 304;
    } else {
        response.body = std::move(body);
    }
    return response;
}

}  // namespace fairgate::http
