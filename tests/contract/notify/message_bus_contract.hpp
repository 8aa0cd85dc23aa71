#pragma once

#include "notify/delivery_rules.hpp"
#include "notify/message_bus.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace fairgate::testing {

/// A loop on a thread of its own, for buses that work in the background.
class BackgroundLoop {
  public:
    BackgroundLoop() : thread_([this] { loop_.run(); }) {}
    ~BackgroundLoop() {
        guard_.reset();
        thread_.join();
    }
    asio::any_io_executor executor() { return loop_.get_executor(); }
    template <class T>
    T run(Task<T> task) {
        return asio::co_spawn(loop_, std::move(task), asio::use_future).get();
    }

  private:
    asio::io_context loop_;
    asio::executor_work_guard<asio::io_context::executor_type> guard_{loop_.get_executor()};
    std::thread thread_;
};

/// A bus with empty queues, whose consumers run on `loop` from `start` until destruction.
class BusUnderTest {
  public:
    virtual ~BusUnderTest() = default;
    virtual MessageBus& bus() = 0;
    virtual DeadLetters& dead_letters() = 0;
    virtual void start(std::vector<Subscription> subscriptions) = 0;
};

using BusFactory = std::function<std::unique_ptr<BusUnderTest>(BackgroundLoop& loop)>;

/// Three attempts, milliseconds apart.
inline constexpr DeliveryRules kHastyRules{
    .attempts_max = 3,
    .backoff = {std::chrono::milliseconds{10}, std::chrono::milliseconds{40}},
    .poll_interval = std::chrono::milliseconds{20},
};

/// What every MessageBus must do.
class MessageBusContract : public ::testing::TestWithParam<BusFactory> {
  protected:
    /// Subscribes and starts. Handlers count what they get; those of "mail" fail as `fail_mail` says.
    void start();
    std::vector<PublishOutcome> publish(std::vector<Message> messages) {
        return loop_.run(subject_->bus().publish(std::move(messages)));
    }
    static Message message(const std::string& id) { return {id, "order.paid", "{\"of\":\"" + id + "\"}"}; }
    std::vector<DeadLetter> dead() { return loop_.run(subject_->dead_letters().list(100)); }
    /// How often `queue` handled the message, failures included.
    int handled(const std::string& queue, const std::string& id);
    /// Waits for what the bus does on its own; fails the test when it does not come.
    template <class Condition>
    void await(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!condition()) {
            ASSERT_LT(std::chrono::steady_clock::now(), end) << "it did not happen";
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
    }

    BackgroundLoop loop_;
    /// Called with the number of the attempt, from 1, and the message; throws to fail it.
    std::function<void(int, const Message&)> fail_mail_ = [](int, const Message&) {};
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, int> handled_;
    std::unique_ptr<BusUnderTest> subject_ = GetParam()(loop_);

  private:
    Task<void> handle(std::string queue, Message message);
};

}  // namespace fairgate::testing
