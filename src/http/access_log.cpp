#include "http/access_log.hpp"

#include "base/storable_text.hpp"

#include <boost/json/serialize.hpp>
#include <spdlog/sinks/basic_file_sink.h>

namespace fairgate::http {

AccessLog::AccessLog(const std::filesystem::path& file) {
    if (file.empty()) return;
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
    logger_ = std::make_shared<spdlog::logger>("access", std::move(sink));
    logger_->set_pattern("%v");
}

AccessLog::~AccessLog() {
    flush();
}

void AccessLog::flush() {
    if (logger_) logger_->flush();
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
