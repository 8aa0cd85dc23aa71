#include "adapters/rabbitmq/link.hpp"

#include "base/stopwatch.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <system_error>

namespace fairgate::rabbitmq {
namespace {

int new_eventfd() {
    const int made = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (made < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    return made;
}

void clear(int eventfd) {
    std::uint64_t count = 0;
    // Nothing to read means that it is clear.
    [[maybe_unused]] const auto read = ::read(eventfd, &count, sizeof(count));
}

}  // namespace

Link::Link(std::string name, ConnectionSettings settings, Random& random, LinkUser& user)
    : name_(std::move(name)),
      settings_(std::move(settings)),
      random_(random),
      user_(user),
      wake_up_(new_eventfd()) {}

Link::~Link() {
    stop();
    ::close(wake_up_);
}

void Link::start() {
    thread_ = std::thread([this] { run(); });
}

void Link::stop() {
    stopping_.request_stop();
    wake();
    if (thread_.joinable()) thread_.join();
}

void Link::wake() const {
    constexpr std::uint64_t kOne = 1;
    [[maybe_unused]] const auto written = ::write(wake_up_, &kOne, sizeof(kOne));
}

void Link::run() {
    while (!stopping_.stop_requested()) {
        try {
            run_once();
        } catch (const BrokerError& error) {
            if (!stopping_.stop_requested()) lost(error.what());
        }
    }
    is_connected_ = false;
    user_.lost("the server is shutting down");
}

void Link::run_once() {
    Connection connection(settings_, next_broker_, stopping_.get_token());
    // Should this one be lost, another is there sooner.
    next_broker_ = connection.broker() + 1;
    user_.connected(connection);
    is_connected_ = true;
    spdlog::info("{}, {}: connected", connection.endpoint().text(), name_);
    failures_ = 0;
    serve(connection);
    user_.work(connection);
    connection.close();
}

void Link::serve(Connection& connection) {
    while (!stopping_.stop_requested()) {
        user_.work(connection);
        auto event = connection.next();
        // What happened may give more to do.
        const bool is_idle = !event;
        for (; event; event = connection.next()) user_.happened(connection, std::move(*event));
        if (is_idle) connection.wait(wake_up_, kLookInterval);
        clear(wake_up_);
    }
}

void Link::lost(const std::string& why) {
    is_connected_ = false;
    user_.lost(why);
    // Once, not every few seconds for as long as it lasts.
    if (++failures_ == 1) spdlog::warn("{}: {}; trying again", name_, why);
    pause(kBackoff.pause(failures_, random_));
}

void Link::pause(std::chrono::milliseconds limit) const {
    const Stopwatch stopwatch;
    while (!stopping_.stop_requested()) {
        const auto left = limit - std::chrono::duration_cast<std::chrono::milliseconds>(stopwatch.elapsed());
        if (left.count() <= 0) return;
        pollfd file{wake_up_, POLLIN, 0};
        ::poll(&file, 1, static_cast<int>(left.count()));
        clear(wake_up_);
    }
}

}  // namespace fairgate::rabbitmq
