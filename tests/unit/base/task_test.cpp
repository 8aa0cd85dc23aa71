#include "base/manual_clock.hpp"
#include "base/task_group.hpp"
#include "support/run_task.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace fairgate {
namespace {

using namespace std::chrono_literals;
using testing::run_task;

constexpr Timestamp kStart{std::chrono::milliseconds{1'790'000'000'000}};

TEST(Suspend, ResumesWithTheValueGivenByAnotherThread) {
    std::thread other;
    const int value = run_task([](std::thread& thread) -> Task<int> {
        co_return co_await suspend<int>(
            [&thread](Resume<int> resume) { thread = std::thread([resume] { resume(nullptr, 42); }); });
    }(other));
    other.join();
    EXPECT_EQ(value, 42);
}

TEST(Suspend, ThrowsTheErrorItIsResumedWith) {
    auto failing = []() -> Task<int> {
        co_return co_await suspend<int>([](Resume<int> resume) {
            resume(std::make_exception_ptr(std::runtime_error("broken")), std::nullopt);
            resume(nullptr, 1);
        });
    };
    EXPECT_THROW(run_task(failing()), std::runtime_error);
}

Task<void> note_wake_up(Clock& clock, std::chrono::seconds after, std::vector<int>& woken) {
    co_await clock.sleep_for(after);
    woken.push_back(static_cast<int>(after.count()));
}

TEST(ManualClock, WakesSleepersInOrderOnlyWhenItPassesThem) {
    asio::io_context loop;
    ManualClock clock(kStart);
    TaskGroup group("sleepers");
    std::vector<int> woken;
    for (const auto after : {3s, 1s, 2s}) group.spawn(loop.get_executor(), note_wake_up(clock, after, woken));
    loop.poll();
    EXPECT_TRUE(woken.empty());
    clock.advance(2s);
    loop.poll();
    EXPECT_EQ(woken, (std::vector{1, 2}));
    clock.advance(1s);
    loop.run();
    EXPECT_EQ(woken, (std::vector{1, 2, 3}));
}

TEST(TaskGroup, CancelsAndWaitsForWhatItRuns) {
    asio::io_context loop;
    SystemClock clock;
    TaskGroup group("sleepers");
    std::vector<int> woken;
    group.spawn(loop.get_executor(), note_wake_up(clock, 3600s, woken));
    loop.poll();
    EXPECT_EQ(group.size(), 1U);
    group.cancel();
    asio::co_spawn(loop, group.join(), asio::use_future);
    loop.run();
    EXPECT_EQ(group.size(), 0U);
    EXPECT_TRUE(woken.empty());
}

TEST(TaskGroup, DropsWhatIsSpawnedAfterItWasCancelled) {
    asio::io_context loop;
    ManualClock clock(kStart);
    TaskGroup group("sleepers");
    std::vector<int> woken;
    group.cancel();
    group.spawn(loop.get_executor(), note_wake_up(clock, 0s, woken));
    loop.run();
    EXPECT_TRUE(woken.empty());
}

TEST(TaskGroup, OutlivesATaskThatThrows) {
    asio::io_context loop;
    TaskGroup group("throwers");
    group.spawn(loop.get_executor(), []() -> Task<void> {
        throw std::runtime_error("expected by this test");
        co_return;
    }());
    loop.run();
    EXPECT_EQ(group.size(), 0U);
}

}  // namespace
}  // namespace fairgate
