#include "adapters/smtp/smtp_mailer.hpp"

#include "base/suspend.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace fairgate::smtp {
namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

std::size_t read_mail(char* buffer, std::size_t size, std::size_t count, void* context) {
    auto& rest = *static_cast<std::string_view*>(context);
    const std::size_t length = std::min(size * count, rest.size());
    std::memcpy(buffer, rest.data(), length);
    rest.remove_prefix(length);
    return length;
}

int stop_when_told(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::atomic<bool>*>(context)->load() ? 1 : 0;
}

/// Whether the server will never take this mail. A refused login or a broken connection says nothing about
/// the mail.
bool is_permanent(CURLcode result, long reply) {
    const bool about_mail = result == CURLE_SEND_ERROR || result == CURLE_WEIRD_SERVER_REPLY;
    const bool about_login = reply == 530 || reply == 534 || reply == 535 || reply == 538;
    return about_mail && !about_login && reply >= 500 && reply < 600;
}

void set_up(CURL* handle, const SmtpSettings& settings, const std::atomic<bool>& stopping) {
    curl_easy_setopt(handle, CURLOPT_URL, settings.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_USE_SSL,
                     static_cast<long>(settings.allow_plaintext ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_limit.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.total_limit.count()));
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &stop_when_told);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &stopping);
    if (settings.user.empty()) return;
    curl_easy_setopt(handle, CURLOPT_USERNAME, settings.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, settings.password.c_str());
}

}  // namespace

SmtpMailer::SmtpMailer(SmtpSettings settings) : settings_(std::move(settings)) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) throw std::runtime_error(curl_easy_strerror(ready));
}

SmtpMailer::~SmtpMailer() {
    stop();
}

void SmtpMailer::stop() {
    stopping_ = true;
    threads_.join();
}

Task<void> SmtpMailer::send(Mail mail) {
    co_await suspend<bool>([this, mail = std::move(mail)](Resume<bool> resume) mutable {
        asio::post(threads_, [this, mail = std::move(mail), resume = std::move(resume)] {
            std::exception_ptr error;
            try {
                deliver(mail);
            } catch (...) {
                error = std::current_exception();
            }
            resume(std::move(error), true);
        });
    });
}

void SmtpMailer::deliver(const Mail& mail) const {
    const Handle handle(curl_easy_init(), &curl_easy_cleanup);
    if (!handle) throw std::runtime_error("libcurl cannot be used");
    set_up(handle.get(), settings_, stopping_);
    const List recipients(curl_slist_append(nullptr, mail.to.c_str()), &curl_slist_free_all);
    const std::string message = to_mime(mail);
    std::string_view rest = message;
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, mail.from.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, &read_mail);
    curl_easy_setopt(handle.get(), CURLOPT_READDATA, &rest);
    const CURLcode result = curl_easy_perform(handle.get());
    if (result == CURLE_OK) return;
    long reply = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &reply);
    const auto reason = fmt::format("SMTP: {} (reply {})", curl_easy_strerror(result), reply);
    if (is_permanent(result, reply)) throw MailRejected(reason);
    throw std::runtime_error(reason);
}

}  // namespace fairgate::smtp
