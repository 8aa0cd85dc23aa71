#include "http/access_log.hpp"

#include "base/storable_text.hpp"

#include <boost/json/serialize.hpp>
#include <spdlog/details/file_helper.h>
#include <spdlog/sinks/base_sink.h>

#include <mutex>

namespace fairgate::http {

/// What spdlog's own file sink lacks: another file under the same name. Thread-safe.
class LogFile final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    explicit LogFile(std::string name) : name_(std::move(name)), file_(open()) {}

    void reopen() {
        auto file = open();
        const std::lock_guard lock(mutex_);
        file_.swap(file);
    }

  protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        file_->write(line);
    }
    void flush_() override { file_->flush(); }

  private:
    using File = spdlog::details::file_helper;

    std::unique_ptr<File> open() const {
        auto file = std::make_unique<File>();
        file->open(name_);
        return file;
    }

    const std::string name_;
    std::unique_ptr<File> file_;
};

AccessLog::AccessLog(const std::filesystem::path& file) {
    if (file.empty()) return;
    file_ = std::make_shared<LogFile>(file.string());
    logger_ = std::make_shared<spdlog::logger>("access", file_);
    logger_->set_pattern("%v");
}

AccessLog::~AccessLog() {
    flush();
}

void AccessLog::flush() {
    if (logger_) logger_->flush();
}

void AccessLog::reopen() {
    if (file_) file_->reopen();
}

void AccessLog::write(const AccessRecord& record) {
    if (!logger_) return;
    // Only the path holds bytes of the client's choice; the other texts are our own.
    const auto path = boost::json::serialize(boost::json::string(storable_text(record.path)));
    logger_->info(R"({{"at":"{}","id":"{}","trace":"{}","client":"{}","verb":"{}","path":{},)"
                  R"("status":{},"bytes":{},"us":{}}})",
                  to_rfc3339(record.at), record.request_id, record.trace, record.client, record.verb, path,
                  record.status, record.bytes, record.duration.count());
}

}  // namespace fairgate::http
