#pragma once

#include "base/time.hpp"

#include <spdlog/logger.h>

#include <filesystem>
#include <memory>
#include <string_view>

namespace fairgate::http {

class LogFile;

struct AccessRecord {
    Timestamp at;
    std::string_view request_id;
    std::string_view trace;
    std::string_view client;
    std::string_view verb;
    /// Without the query string, which may hold words a fan typed.
    std::string_view path;
    /// The route's pattern; not logged, but what metrics are labelled with.
    std::string_view route;
    int status = 0;
    std::size_t bytes = 0;
    std::chrono::microseconds duration{0};
};

/// One JSON line a request. Thread-safe; writes are buffered and flushed every second and on destruction.
class AccessLog {
  public:
    /// An empty `file` keeps no log. Throws when the file cannot be opened.
    explicit AccessLog(const std::filesystem::path& file);
    ~AccessLog();

    void write(const AccessRecord& record);
    void flush();
    /// Goes on in a new file when the old one was renamed. Throws when there can be none; the old one is used
    /// then.
    void reopen();

  private:
    std::shared_ptr<LogFile> file_;
    std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace fairgate::http
