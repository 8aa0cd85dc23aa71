#pragma once

#include "http/message.hpp"

#include <filesystem>
#include <string>
#include <unordered_map>

namespace fairgate::http {

/// The built web app, held in memory with its precompressed forms (NAME.br, NAME.gz beside NAME).
///
/// Immutable once made. Every path that is no file is the app's page: the app routes in the browser.
class StaticFiles {
  public:
    /// Reads `folder`; an empty or missing one serves a page that says how to build the app.
    explicit StaticFiles(const std::filesystem::path& folder);

    Response serve(const Request& request) const;

    std::size_t file_count() const { return files_.size(); }

  private:
    struct File {
        Response::SharedBody plain;
        Response::SharedBody gzip;
        Response::SharedBody brotli;
        std::string_view content_type;
        std::string etag;
        bool immutable = false;
    };

    void load(const std::filesystem::path& folder);
    static Response answer(const File& file, const Request& request);

    std::unordered_map<std::string, File> files_;
};

}  // namespace fairgate::http
