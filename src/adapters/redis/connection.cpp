#include "adapters/redis/connection.hpp"

#include "base/assert.hpp"

#include <boost/asio/post.hpp>
#include <hiredis/async.h>

namespace fairgate::redis {

/// What hiredis calls.
struct Connection::Hooks {
    static Connection& of(void* data) { return *static_cast<Connection*>(data); }

    static void add_read(void* data) { of(data).want(Wait::wait_read, true); }
    static void del_read(void* data) { of(data).want(Wait::wait_read, false); }
    static void add_write(void* data) { of(data).want(Wait::wait_write, true); }
    static void del_write(void* data) { of(data).want(Wait::wait_write, false); }
    static void cleanup(void* data) { of(data).detach(); }

    static void connected(const redisAsyncContext* context, int status) {
        if (status != REDIS_OK) of(context->data).why_ = context->c.errstr;
    }
    static void disconnected(const redisAsyncContext* context, int status) {
        auto& connection = of(context->data);
        if (status != REDIS_OK && connection.why_.empty()) connection.why_ = context->c.errstr;
    }
    static void replied(redisAsyncContext*, void* raw, void* data) {
        const std::unique_ptr<OnReply> done(static_cast<OnReply*>(data));
        const auto* reply = static_cast<const redisReply*>(raw);
        (*done)(reply ? std::optional(Reply::of(*reply)) : std::nullopt);
    }
    static void published(redisAsyncContext* context, void* raw, void*) {
        const auto* reply = static_cast<const redisReply*>(raw);
        if (!reply || reply->type != REDIS_REPLY_ARRAY) return;
        const Reply parts = Reply::of(*reply);
        if (parts.items.size() != 3 || parts.items[0].text != "message") return;
        of(context->data).message_(parts.items[2].text);
    }
};

Connection::Connection(asio::any_io_executor executor, std::atomic<std::uint64_t>& writes, OnLost lost)
    : descriptor_(std::move(executor)), writes_(writes), lost_(std::move(lost)) {}

Connection::~Connection() {
    FAIRGATE_ASSERT(!context_);
}

void Connection::open(const Endpoint& endpoint) {
    FAIRGATE_ASSERT(!context_);
    context_ = endpoint.socket.empty() ? redisAsyncConnect(endpoint.host.c_str(), endpoint.port)
                                       : redisAsyncConnectUnix(endpoint.socket.c_str());
    if (!context_) throw std::bad_alloc();
    context_->data = this;
    context_->ev.data = this;
    context_->ev.cleanup = Hooks::cleanup;
    if (context_->err) {
        close(context_->errstr);
        return;
    }
    attach();
}

void Connection::attach() {
    descriptor_.assign(context_->c.fd);
    context_->ev.addRead = Hooks::add_read;
    context_->ev.delRead = Hooks::del_read;
    context_->ev.addWrite = Hooks::add_write;
    context_->ev.delWrite = Hooks::del_write;
    redisAsyncSetConnectCallback(context_, Hooks::connected);
    redisAsyncSetDisconnectCallback(context_, Hooks::disconnected);
}

void Connection::send(const Words& words, OnReply done) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const auto& word : words) {
        texts.push_back(word.data());
        sizes.push_back(word.size());
    }
    auto data = std::make_unique<OnReply>(std::move(done));
    const bool sent = context_ && redisAsyncCommandArgv(context_, Hooks::replied, data.get(),
                                                        static_cast<int>(words.size()), texts.data(),
                                                        sizes.data()) == REDIS_OK;
    if (sent) {
        // Comes back in `replied`, whatever happens.
        static_cast<void>(data.release());
    } else {
        (*data)(std::nullopt);
    }
}

void Connection::subscribe(const std::string& channel, std::function<void(std::string)> message) {
    message_ = std::move(message);
    if (!context_) return;
    redisAsyncCommand(context_, Hooks::published, nullptr, "SUBSCRIBE %b", channel.data(), channel.size());
}

void Connection::close(const std::string& why) {
    if (!context_) return;
    why_ = why;
    redisAsyncFree(context_);
}

void Connection::want(Wait what, bool yes) {
    Direction& direction = what == Wait::wait_read ? read_ : write_;
    direction.wanted = yes;
    if (yes && !direction.waiting) wait(what);
}

void Connection::wait(Wait what) {
    (what == Wait::wait_read ? read_ : write_).waiting = true;
    descriptor_.async_wait(what, [self = shared_from_this(), what](boost::system::error_code) {
        Direction& direction = what == Wait::wait_read ? self->read_ : self->write_;
        direction.waiting = false;
        if (!self->context_ || !direction.wanted) return;
        if (what == Wait::wait_read) {
            redisAsyncHandleRead(self->context_);
        } else {
            ++self->writes_;
            redisAsyncHandleWrite(self->context_);
        }
        if (self->context_ && direction.wanted && !direction.waiting) self->wait(what);
    });
}

/// hiredis is done with the connection and about to close its socket.
void Connection::detach() {
    context_ = nullptr;
    if (descriptor_.is_open()) descriptor_.release();
    // Callbacks of commands come after this one: posted, it is behind them.
    asio::post(descriptor_.get_executor(), [self = shared_from_this()] {
        self->message_ = nullptr;
        const auto lost = std::exchange(self->lost_, nullptr);
        if (lost) lost(self->why_.empty() ? "the connection was closed" : self->why_);
    });
}

}  // namespace fairgate::redis
