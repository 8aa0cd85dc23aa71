#include "support/redis_server.hpp"

#include "support/checkout.hpp"

#include <hiredis/hiredis.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace fairgate::testing {
namespace {

const char* name_of(RedisServer::Kind kind) {
    switch (kind) {
        case RedisServer::Kind::single:
            return "start";
        case RedisServer::Kind::cluster:
            return "cluster";
        case RedisServer::Kind::sentinel:
            break;
    }
    return "sentinel";
}

std::string text_of(const redisReply& reply) {
    switch (reply.type) {
        case REDIS_REPLY_INTEGER:
            return std::to_string(reply.integer);
        case REDIS_REPLY_ARRAY: {
            std::string all;
            for (std::size_t i = 0; i < reply.elements; ++i) {
                all += (i > 0 ? " " : "") + text_of(*reply.element[i]);
            }
            return all;
        }
        case REDIS_REPLY_NIL:
            return "";
        default:
            return {reply.str, reply.len};
    }
}

}  // namespace

RedisServer::RedisServer(Kind kind) : kind_(kind), is_own_(true) {
    static std::atomic<unsigned> count = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("fairgate-redis-" + std::to_string(getpid()) + "-" + std::to_string(++count));
    run(name_of(kind), getpid());
}

RedisServer::~RedisServer() {
    if (!is_own_) return;
    try {
        run("remove", 0);
    } catch (const std::exception&) {
        // It goes with this process.
    }
}

const RedisServer& RedisServer::shared(Kind kind) {
    const auto started = std::filesystem::path(FAIRGATE_TEST_REDIS) / name_of(kind);
    if (std::filesystem::exists(started / "ports")) {
        static const RedisServer single(Kind::single, started.parent_path() / name_of(Kind::single));
        static const RedisServer cluster(Kind::cluster, started.parent_path() / name_of(Kind::cluster));
        return kind == Kind::single ? single : cluster;
    }
    if (kind == Kind::single) {
        static const RedisServer own(Kind::single);
        return own;
    }
    static const RedisServer own(Kind::cluster);
    return own;
}

void RedisServer::run(const std::string& command, int number) const {
    const std::string line = "'" + std::string(kCheckout) + "/tests/support/redis' " + command + " '" +
                             folder_.string() + "' " + std::to_string(number);
    if (std::system(line.c_str()) != 0) throw std::runtime_error("failed: " + line);
}

int RedisServer::port(std::size_t number) const {
    std::ifstream ports(folder_ / "ports");
    int port = 0;
    for (std::size_t i = 0; i <= number; ++i) ports >> port;
    return port;
}

std::string RedisServer::url() const {
    const auto host = [this](std::size_t number) { return "127.0.0.1:" + std::to_string(port(number)); };
    switch (kind_) {
        case Kind::single:
            return "redis://" + host(0);
        case Kind::cluster:
            return "redis+cluster://" + host(0) + "," + host(1) + "," + host(2);
        case Kind::sentinel:
            break;
    }
    return "redis+sentinel://" + host(2) + "/hall";
}

std::string RedisServer::command(const std::vector<std::string>& words, std::size_t number) const {
    const std::unique_ptr<redisContext, void (*)(redisContext*)> context(
        redisConnect("127.0.0.1", port(number)), redisFree);
    if (!context || context->err != 0) throw std::runtime_error("this Redis is not there");
    std::vector<const char*> texts;
    for (const auto& word : words) texts.push_back(word.c_str());
    const std::unique_ptr<redisReply, void (*)(void*)> reply(
        static_cast<redisReply*>(
            redisCommandArgv(context.get(), static_cast<int>(texts.size()), texts.data(), nullptr)),
        freeReplyObject);
    if (!reply) throw std::runtime_error(context->errstr);
    return text_of(*reply);
}

redis::ClientOptions RedisHouse::options(const std::string& url) {
    redis::ClientOptions options{.address = redis::parse_address(url)};
    options.command_max = kPatience;
    return options;
}

RedisHouse::RedisHouse(const std::string& url, std::size_t threads) : RedisHouse(options(url), threads) {}

RedisHouse::RedisHouse(redis::ClientOptions options, std::size_t threads, bool waits) : threads_(threads) {
    client_ = std::make_unique<redis::Client>(
        std::move(options), std::vector<asio::any_io_executor>{threads_.get_executor()}, clock, random);
    client_->start();
    if (!waits || soon([this] { return client_->trouble().empty(); })) return;
    const std::string trouble = client_->trouble();
    stop();
    throw std::runtime_error(trouble);
}

RedisHouse::~RedisHouse() {
    stop();
}

void RedisHouse::stop() {
    asio::io_context loop;
    auto closed = asio::co_spawn(loop, client_->close(), asio::use_future);
    loop.run();
    closed.get();
    threads_.join();
}

}  // namespace fairgate::testing
