#include "adapters/stripe/transfers.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <stdexcept>

namespace fairgate::stripe {
namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// A call to `perform` or `stop` ends the wait early.
constexpr int kWaitMs = 1'000;

constexpr std::string_view kReplayed = "idempotent-replayed: true";

void start_curl() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) throw std::runtime_error(curl_easy_strerror(ready));
}

}  // namespace

struct Transfers::Multi {
    using Pointer = std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)>;
    Pointer handle{curl_multi_init(), &curl_multi_cleanup};
};

struct Transfers::Transfer {
    Transfer(HttpCall c, Resume<HttpReply> r) : call(std::move(c)), resume(std::move(r)) {}

    void set_up(const TransferLimits& limits);
    void fail(const char* reason) const {
        resume(std::make_exception_ptr(std::runtime_error(reason)), std::nullopt);
    }
    static std::size_t take_body(const char* data, std::size_t size, std::size_t count, void* context);
    static std::size_t take_header(const char* data, std::size_t size, std::size_t count, void* context);

    HttpCall call;
    Resume<HttpReply> resume;
    HttpReply reply;
    std::size_t reply_bytes_max = 0;
    List headers{nullptr, &curl_slist_free_all};
    Handle easy{curl_easy_init(), &curl_easy_cleanup};
};

void Transfers::Transfer::set_up(const TransferLimits& limits) {
    CURL* handle = easy.get();
    reply_bytes_max = limits.reply_bytes_max;
    for (const auto& header : call.headers) {
        headers.reset(curl_slist_append(headers.release(), header.c_str()));
    }
    curl_easy_setopt(handle, CURLOPT_URL, call.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    if (call.form) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(call.form->size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call.form->c_str());
    }
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_limit.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total_limit.count()));
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
}

/// A return of less than was given makes libcurl stop.
std::size_t Transfers::Transfer::take_body(const char* data, std::size_t size, std::size_t count,
                                           void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    const std::size_t bytes = size * count;
    if (transfer.reply.body.size() + bytes > transfer.reply_bytes_max) return 0;
    transfer.reply.body.append(data, bytes);
    return bytes;
}

std::size_t Transfers::Transfer::take_header(const char* data, std::size_t size, std::size_t count,
                                             void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    const std::string_view line(data, size * count);
    if (line.size() >= kReplayed.size() && curl_strnequal(data, kReplayed.data(), kReplayed.size()) != 0) {
        transfer.reply.is_replayed = true;
    }
    return line.size();
}

Transfers::Transfers(TransferLimits limits) : limits_(limits) {
    start_curl();
    multi_ = std::make_unique<Multi>();
    if (!multi_->handle) throw std::runtime_error("libcurl cannot be used");
    curl_multi_setopt(multi_->handle.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, limits_.connections_max);
    thread_ = std::thread([this] { run(); });
}

Transfers::~Transfers() {
    stop();
}

void Transfers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    curl_multi_wakeup(multi_->handle.get());
    if (thread_.joinable()) thread_.join();
}

Task<HttpReply> Transfers::perform(HttpCall call) {
    HttpReply reply =
        co_await suspend<HttpReply>([this, call = std::move(call)](Resume<HttpReply> resume) mutable {
            auto transfer = std::make_unique<Transfer>(std::move(call), std::move(resume));
            const std::lock_guard lock(mutex_);
            if (stopping_) return transfer->fail("the server is shutting down");
            if (calls_ >= limits_.calls_max) return transfer->fail("too many calls are under way");
            ++calls_;
            waiting_.push_back(std::move(transfer));
            curl_multi_wakeup(multi_->handle.get());
        });
    co_return reply;
}

bool Transfers::is_stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void Transfers::run() {
    while (!is_stopping()) {
        begin_waiting();
        int active = 0;
        curl_multi_perform(multi_->handle.get(), &active);
        finish_done();
        curl_multi_poll(multi_->handle.get(), nullptr, 0, kWaitMs, nullptr);
    }
    begin_waiting();
    for (const auto& transfer : running_) {
        curl_multi_remove_handle(multi_->handle.get(), transfer->easy.get());
        transfer->fail("the server is shutting down");
    }
    running_.clear();
}

void Transfers::begin_waiting() {
    std::vector<std::unique_ptr<Transfer>> fresh;
    {
        const std::lock_guard lock(mutex_);
        fresh.swap(waiting_);
    }
    for (auto& transfer : fresh) {
        transfer->set_up(limits_);
        if (curl_multi_add_handle(multi_->handle.get(), transfer->easy.get()) == CURLM_OK) {
            running_.push_back(std::move(transfer));
        } else {
            transfer->fail("libcurl cannot be used");
            const std::lock_guard lock(mutex_);
            --calls_;
        }
    }
}

void Transfers::finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_->handle.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* handle = message->easy_handle;
        const CURLcode result = message->data.result;
        const auto done =
            std::ranges::find_if(running_, [&](const auto& t) { return t->easy.get() == handle; });
        const auto transfer = std::move(*done);
        running_.erase(done);
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &transfer->reply.status);
        curl_multi_remove_handle(multi_->handle.get(), handle);
        {
            const std::lock_guard lock(mutex_);
            --calls_;
        }
        if (result == CURLE_OK) {
            transfer->resume(nullptr, std::move(transfer->reply));
        } else {
            transfer->fail(curl_easy_strerror(result));
        }
    }
}

}  // namespace fairgate::stripe
